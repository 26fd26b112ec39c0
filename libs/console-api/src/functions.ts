import { Type, type Static } from '@sinclair/typebox';
import { DurationMs, EpochMs, Name } from '@harmonybatch/contracts';
import { Sum, Window } from './figures';

export const FunctionRow = Type.Object(
  {
    functionName: Type.String(),
    model: Name,
    function: Type.String({ description: 'Its shape in words.' }),
    kind: Type.Union([Type.Literal('cpu'), Type.Literal('gpu')]),
    inPlan: Type.Boolean({
      description: 'Whether a plan in force uses it; one that none does is there while it was invoked in the window.',
    }),
    groupIds: Type.Array(Type.String()),
    warmInstances: Type.Integer({ minimum: 0, description: 'That plans in force keep ready.' }),
    invocations: Type.Integer({ minimum: 0 }),
    failed: Type.Integer({ minimum: 0 }),
    requests: Type.Integer({ minimum: 0 }),
    meanBatchSize: Type.Union([Type.Number(), Type.Null()]),
    mostAtOnce: Type.Integer({ minimum: 0, description: 'Most invocations that ran at a time.' }),
    predictedMs: Type.Object(
      { avg: Type.Union([DurationMs, Type.Null()]), max: Type.Union([DurationMs, Type.Null()]) },
      { additionalProperties: false, description: 'By the plans of its invocations.' },
    ),
    observedMs: Type.Object(
      {
        avg: Type.Union([DurationMs, Type.Null()]),
        p99: Type.Union([DurationMs, Type.Null()]),
        max: Type.Union([DurationMs, Type.Null()]),
      },
      { additionalProperties: false },
    ),
    beyondPlan: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: 'Share of invocations that took longer than the plan has for the longest.',
    }),
    coldStarts: Type.Integer({
      minimum: 0,
      description: 'Invocations of which the platform took much longer than the execution that it reports.',
    }),
    platformReports: Type.Boolean({
      description: 'Whether the platform reports durations: without them cold starts cannot be told.',
    }),
    cost: Sum,
  },
  { additionalProperties: false },
);
export type FunctionRow = Static<typeof FunctionRow>;

export const FunctionList = Type.Object(
  {
    atMs: EpochMs,
    window: Window,
    rows: Type.Array(FunctionRow),
    calibration: Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()]),
  },
  { $id: 'FunctionList', additionalProperties: false },
);
export type FunctionList = Static<typeof FunctionList>;
