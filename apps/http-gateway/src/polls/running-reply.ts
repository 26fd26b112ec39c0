import type { ModelProfiled } from '@harmonybatch/contracts';
import type { Reply } from '../protocol/call-reply';
import { locationOf, type PollTerms } from './poll-terms';
import { respondAsync } from './prefer';

const retryAfterS = 1;

/** The answer to a request that has no outcome yet: where to ask for it, and when. */
export function runningReply({ name, version }: ModelProfiled, id: string, terms: PollTerms): Reply {
  return {
    status: 202,
    headers: {
      location: locationOf(name, id, terms),
      'preference-applied': respondAsync,
      'retry-after': String(retryAfterS),
      'cache-control': 'no-store',
    },
    body: JSON.stringify({ model_name: name, model_version: version, id }),
  };
}
