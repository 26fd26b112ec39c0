import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name, RateHz } from '../schema/scalars';

/** The arrival rate of one app as known now. */
export const RateEstimated = Type.Object(
  {
    app: Name,
    rateHz: RateHz,
    standardErrorHz: RateHz,
    /** How long arrivals were watched for this estimate, with old ones weighing less, seconds. */
    windowSeconds: Type.Number({ minimum: 0 }),
    estimatedAtMs: EpochMs,
  },
  { $id: 'RateEstimated', additionalProperties: false },
);
export type RateEstimated = Static<typeof RateEstimated>;
