import type { AnswerOf, RouteName } from '@harmonybatch/console-api';
import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { call, CallError, type CallInput } from './call';
import { useLive } from './live';

/** Faults that asking again does not mend. */
const lasting = new Set(['invalid', 'not_found', 'unauthorized', 'conflict']);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      gcTime: 60_000, // a console that stays open for days keeps what it shows, not all that it showed
      retry: false, // an error is shown at once; what is asked again and again mends it
      refetchOnWindowFocus: true,
    },
  },
});

export interface Freshness {
  /** How often a page that is looked at asks again; absent: once. */
  readonly everyMs?: number;
  /** Whether to ask at all. */
  readonly enabled?: boolean;
  /** How long an answer holds, ms: whoever asks the same until then gets it at once. */
  readonly holdsMs?: number;
}

/** The answer of a call, asked again while the console is live. */
export function useCall<Name extends RouteName>(
  name: Name,
  input: CallInput<Name> = {},
  { everyMs, enabled = true, holdsMs }: Freshness = {},
): UseQueryResult<AnswerOf<Name>, CallError> {
  const { paused } = useLive();
  return useQuery<AnswerOf<Name>, CallError>({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, signal),
    enabled,
    ...(holdsMs === undefined ? {} : { staleTime: holdsMs }),
    refetchInterval: ({ state }) => {
      if (paused || everyMs === undefined) return false;
      return state.error !== null && lasting.has(state.error.fault.code) ? false : everyMs;
    },
    // Another filter or window of the same thing: what was shown stays until the answer is there.
    placeholderData: (previous, query) => (sameThing(query?.queryKey[1], input) ? previous : undefined),
  });
}

function sameThing(before: unknown, now: CallInput<RouteName>): boolean {
  return JSON.stringify((before as CallInput<RouteName> | undefined)?.params) === JSON.stringify(now.params);
}
