import { secondsBuckets } from '../buckets';
import { anyValue, counter, histogram } from '../metric';
import { sloClasses } from '../slo-class';

/** What stands for the name of an app, or of its model, where the request names no app that is registered. */
export const unregistered = 'unregistered';

/** The door: what was asked for, and what became of it there. */
export const ingestMetrics = {
  received: counter('requests_received_total', {
    help: 'Requests that were read, whatever became of them; of an app that is not registered both labels are unregistered.',
    unit: 'requests',
    labels: { model: anyValue, app: anyValue },
  }),
  accepted: counter('requests_accepted_total', {
    help: 'Requests that were accepted, by the class of the SLO that holds for each.',
    unit: 'requests',
    labels: { model: anyValue, app: anyValue, slo_class: sloClasses },
  }),
  rejected: counter('requests_rejected_total', {
    help: 'Requests that were answered with a rejection, by its code; of an app that is not registered the app is unregistered.',
    unit: 'requests',
    labels: { app: anyValue, code: anyValue },
  }),
  repeated: counter('requests_repeated_total', {
    help: 'Requests whose id was there before: they run once, and the first outcome counts.',
    unit: 'requests',
    labels: { app: anyValue },
  }),
  producerClockDifference: histogram('producer_clock_difference_seconds', {
    help: "How far the clocks of producers are from Kafka's, either way; only where inference.requested has their times.",
    unit: 'seconds',
    labels: {},
    buckets: secondsBuckets,
  }),
};
