import { anyValue, counter } from '../metric';

/** How often apps call. */
export const rateMetrics = {
  arrivals: counter('arrivals_counted_total', {
    help: 'Arrivals of requests that an estimate includes or will include.',
    unit: 'requests',
    labels: { app: anyValue },
  }),
  estimates: counter('rates_estimated_total', {
    help: 'Estimates of the rate of an app that were published.',
    unit: 'events',
    labels: { app: anyValue },
  }),
};
