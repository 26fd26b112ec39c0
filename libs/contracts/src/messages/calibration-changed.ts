import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name, limits } from '../schema/scalars';

/** An execution is believed to take from half to three times what the profile says; what is beyond asks for another profile. */
export const calibrationBounds = { least: 0.5, most: 3 } as const;

const Factor = Type.Number({
  minimum: calibrationBounds.least,
  maximum: calibrationBounds.most,
  description: 'By what executions take longer than the profile says; 1 where it is right.',
});

/** Slow executions are believed to take up to three times what the profile says, beyond what all of them do. */
export const tailBounds = { least: 1, most: 3 } as const;

const TailFactor = Type.Number({
  minimum: tailBounds.least,
  maximum: tailBounds.most,
  description: 'By what the 99 % point lies beyond that of the profile, beside the factor of all executions.',
});

const change = {
  cpu: Factor,
  gpu: Factor,
  tails: Type.Optional(Type.Object({ cpu: TailFactor, gpu: TailFactor }, { additionalProperties: false })),
  reason: Type.Union([Type.Literal('drift'), Type.Literal('reset')], {
    description: 'Executions took longer or shorter than expected; or somebody wants the profile as it was measured.',
  }),
  changedAtMs: EpochMs,
  observed: Type.Optional(
    Type.Object(
      {
        type: Type.Union([Type.Literal('cpu'), Type.Literal('gpu')]),
        ratio: Type.Number({
          exclusiveMinimum: 0,
          description: 'What executions took, over what was expected until then.',
        }),
        part: Type.Optional(
          Type.Literal('tail', { description: 'It is about the slow ones alone, their 95 % and 99 % points.' }),
        ),
        executions: Type.Integer({ minimum: 1 }),
      },
      { additionalProperties: false, description: 'What the change rests on.' },
    ),
  ),
};

/** How the latencies of a model's profile are corrected by what executions took; the last word on each model holds. */
export const CalibrationChanged = Type.Object(
  {
    model: Name,
    modelVersion: Type.String({
      maxLength: limits.maxPlanVersionLength,
      description: 'The state of the model that it corrects; another one begins uncorrected.',
    }),
    ...change,
    isHeld: Type.Optional(
      Type.Literal(true, { description: 'Nothing is corrected by observation until somebody changes this.' }),
    ),
    history: Type.Array(Type.Object(change, { additionalProperties: false }), {
      maxItems: 20,
      description: 'What held before, newest first.',
    }),
  },
  { $id: 'CalibrationChanged', additionalProperties: false },
);
export type CalibrationChanged = Static<typeof CalibrationChanged>;
