import { Type, type Static } from '@sinclair/typebox';
import { FunctionName } from '../schema/function';
import { DurationMs, EpochMs, Name } from '../schema/scalars';

/** How far one replica is behind with the requests of a model; ingest turns away what could not be answered in time. */
export const PressureReported = Type.Object(
  {
    model: Name,
    by: Type.Union([Type.Literal('batcher'), Type.Literal('dispatcher')]),
    /** The function that is waited for; absent where all requests of the model wait. */
    functionName: Type.Optional(FunctionName),
    delayMs: Type.Number({ ...DurationMs, description: 'What a request waits there beyond its plan, ms.' }),
    reportedAtMs: EpochMs,
  },
  { $id: 'PressureReported', additionalProperties: false },
);
export type PressureReported = Static<typeof PressureReported>;
