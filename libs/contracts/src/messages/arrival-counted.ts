import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name, Offset, Partition } from '../schema/scalars';

/** How many requests of one app one partition of `inference.requested` held between two offsets. */
export const ArrivalCounted = Type.Object(
  {
    app: Name,
    partition: Partition,
    firstOffset: Offset,
    lastOffset: Offset,
    count: Type.Integer({ minimum: 1 }),
    firstArrivedAtMs: EpochMs,
    lastArrivedAtMs: EpochMs,
  },
  {
    $id: 'ArrivalCounted',
    additionalProperties: false,
    description: 'Carries its offset range, so that a range read twice is counted once.',
  },
);
export type ArrivalCounted = Static<typeof ArrivalCounted>;
