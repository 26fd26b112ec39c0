import { secondsBuckets } from '../buckets';
import { anyValue, histogram } from '../metric';

/** What batcher and dispatcher tell of the time that requests lose on their way. */
export const delayMetrics = {
  way: histogram('way_seconds', {
    help:
      'What the way takes of SLOs: accepting (from arrival into the buffer), leaving (from when the plan means a batch to leave), ' +
      'dispatching (to the invocation), wire (what an invocation takes beyond what the platform counts), answering (to the ' +
      'acknowledged outcome), all (these but accepting, together).',
    unit: 'seconds',
    labels: { model: anyValue, part: ['accepting', 'leaving', 'dispatching', 'wire', 'answering', 'all'] },
    buckets: secondsBuckets,
  }),
  pressure: histogram('pressure_seconds', {
    help: 'How long requests wait in a stage beyond their plan, each time that it tells of it; it is silent where it is not behind.',
    unit: 'seconds',
    labels: { model: anyValue },
    buckets: secondsBuckets,
  }),
};
