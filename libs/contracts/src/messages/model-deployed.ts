import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name, limits } from '../schema/scalars';
import { ModelProfiled } from './model-profiled';

/** The states of a model that its plans were made with: what their functions run, and what one can go back to. */
export const ModelDeployed = Type.Object(
  {
    model: Name,
    versions: Type.Array(
      Type.Object(
        {
          modelVersion: Type.String({ maxLength: limits.maxPlanVersionLength }),
          registered: Type.Object(ModelProfiled.properties, {
            additionalProperties: false,
            description: 'As it stood in `model.profiled`.',
          }),
          deployedAtMs: EpochMs,
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 4, description: 'The newest first; that one a plan was made with last.' },
    ),
  },
  { $id: 'ModelDeployed', additionalProperties: false },
);
export type ModelDeployed = Static<typeof ModelDeployed>;
