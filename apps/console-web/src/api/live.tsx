import type { TickEvent } from '@harmonybatch/console-api';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { listenToEvents } from './event-stream';

/** live: events come; connecting: not yet or not any more; paused: somebody wants to look at one moment. */
export type LiveState = 'live' | 'connecting' | 'paused';

interface Live {
  readonly state: LiveState;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
}

const LiveContext = createContext<Live>({ state: 'connecting', paused: false, setPaused: () => {} });
/** Apart from the state, for it changes once a second. */
const TickContext = createContext<TickEvent | null>(null);

export const useLive = (): Live => use(LiveContext);

/** The last second of traffic; null until one came. */
export const useTick = (): TickEvent | null => use(TickContext);

/** Keeps the stream of events open while somebody looks, and asks anew for plans when it opens and when there is another. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [paused, setPaused] = useState(false);
  const [open, setOpen] = useState(false);
  const [tick, setTick] = useState<TickEvent | null>(null);
  const seen = useSeen();

  useEffect(() => {
    if (paused || !seen) return;
    const askForPlans = () =>
      void queries.invalidateQueries({ predicate: ({ queryKey }) => ofPlans.has(String(queryKey[0])) });
    const end = listenToEvents({
      connected: (connected) => {
        setOpen(connected);
        if (connected) askForPlans(); // what came before it was listened to was told to nobody
      },
      tick: setTick,
      plan: askForPlans,
    });
    return () => {
      end();
      setOpen(false);
    };
  }, [paused, seen, queries]);

  const state: LiveState = paused ? 'paused' : open ? 'live' : 'connecting';
  const live = useMemo(() => ({ state, paused, setPaused }), [state, paused]);
  return (
    <LiveContext value={live}>
      <TickContext value={tick}>{children}</TickContext>
    </LiveContext>
  );
}

/** Calls whose answers another plan changes. */
const ofPlans = new Set(['overview', 'apps', 'app', 'plans', 'plan', 'functions']);

/** Whether the tab is looked at: one in the background costs the server nothing. */
function useSeen(): boolean {
  const [seen, setSeen] = useState(!document.hidden);
  useEffect(() => {
    const changed = () => setSeen(!document.hidden);
    document.addEventListener('visibilitychange', changed);
    return () => document.removeEventListener('visibilitychange', changed);
  }, []);
  return seen;
}
