import type { AppRegistered } from './messages/app-registered';
import { outcomeTopicFault } from './outcome-topic-fault';

/** What a schema cannot say of an app: which field is wrong, and how to mend it. Null where nothing is. */
export function appFault({
  outcomeTopic,
  maxRateHz,
  maxBurst,
  expectedRateHz,
}: AppRegistered): { readonly field: keyof AppRegistered; readonly message: string } | null {
  const topicFault = outcomeTopic === undefined ? null : outcomeTopicFault(outcomeTopic);
  if (topicFault !== null) return { field: 'outcomeTopic', message: topicFault };
  if (maxBurst !== undefined && maxRateHz === undefined)
    return { field: 'maxBurst', message: 'limits nothing without a maxRateHz; add one, or leave maxBurst out' };
  if (maxRateHz !== undefined && expectedRateHz !== undefined && expectedRateHz > maxRateHz)
    return {
      field: 'maxRateHz',
      message: `is below the expectedRateHz of ${expectedRateHz}, for which functions would be kept; raise it, or lower expectedRateHz`,
    };
  return null;
}
