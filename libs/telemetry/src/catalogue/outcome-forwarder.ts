import { anyValue, counter } from '../metric';

/** Copies of outcomes, for apps that name a topic of their own. */
export const forwarderMetrics = {
  copied: counter('outcomes_copied_total', {
    help: 'Outcomes that were copied to the topic that their app names.',
    unit: 'records',
    labels: { topic: anyValue },
  }),
  notCopied: counter('outcomes_not_copied_total', {
    help: 'Outcomes that are missing in the topic that their app names, because that takes nothing though Kafka works.',
    unit: 'records',
    labels: { topic: anyValue },
  }),
};
