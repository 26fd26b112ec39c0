import type { LateCause } from '@harmonybatch/console-api';

interface Cause {
  readonly name: string;
  readonly meaning: string;
  readonly color: string;
}

/** What made a request late, in the order of its way. */
export const lateCauses: Readonly<Record<LateCause, Cause>> = {
  'way-in': {
    name: 'on the way in',
    meaning: 'From Kafka to its batch and on to the function.',
    color: 'var(--series-5)',
  },
  waited: { name: 'waited', meaning: 'In its batch beyond its time.', color: 'var(--series-2)' },
  'cold-start': {
    name: 'cold start',
    meaning: 'The platform took longer than the execution that it reports.',
    color: 'var(--series-4)',
  },
  ran: { name: 'ran', meaning: 'The execution took longer than planned.', color: 'var(--series-1)' },
  'way-out': { name: 'on the way out', meaning: 'From the function to its outcome.', color: 'var(--series-3)' },
};

export const lateCauseNames = Object.keys(lateCauses) as LateCause[];
