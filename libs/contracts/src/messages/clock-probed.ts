import { Type, type Static } from '@sinclair/typebox';
import { EpochMs } from '../schema/scalars';

export const ClockProbed = Type.Object(
  {
    service: Type.String({ maxLength: 64, description: 'Which service asked for the time of the broker.' }),
    sentAtMs: EpochMs,
  },
  { $id: 'ClockProbed', additionalProperties: false },
);
export type ClockProbed = Static<typeof ClockProbed>;
