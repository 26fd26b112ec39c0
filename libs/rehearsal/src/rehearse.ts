import { sleep, type Clock } from '@harmonybatch/ports';
import { getNoFaster } from './rounds';

/** A stage over made-up records in memory, as often as wanted. */
export interface Rehearsal {
  /** Once through them; rejects where something else comes out than should. */
  round(): Promise<void>;
}

export interface RehearsalTerms {
  readonly clock: Clock;
  /** Longest time that it takes, ms; a round that is under way then is not waited for. */
  readonly limitMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

export interface RehearsalReport {
  /** Rounds that were played to their end. */
  readonly rounds: number;
  readonly durationMs: number;
}

/** Plays rounds until they get no faster, the time is up, or `signal` says so. Rejects with what a round rejects with. */
export async function rehearse(rehearsal: Rehearsal, terms: RehearsalTerms): Promise<RehearsalReport> {
  const { clock } = terms;
  const end = new RehearsalEnd(terms);
  const startedAtMs = clock.monotonicMs();
  const roundsMs: number[] = [];
  try {
    while (!end.hasCome && !getNoFaster(roundsMs)) {
      const beganAtMs = clock.monotonicMs();
      await Promise.race([rehearsal.round(), end.come]);
      if (end.hasCome) break;
      roundsMs.push(clock.monotonicMs() - beganAtMs);
      await sleep(clock, 0); // the process has more to do, such as to hear that it shall end
    }
    return { rounds: roundsMs.length, durationMs: clock.monotonicMs() - startedAtMs };
  } finally {
    end.forget();
  }
}

/** The end that comes whatever rounds take: time is up, or it was called off. */
class RehearsalEnd {
  readonly come: Promise<void>;
  readonly forget: () => void;
  private isOver = false;

  constructor({ clock, limitMs, signal }: RehearsalTerms) {
    let resolveCome: () => void = () => undefined;
    this.come = new Promise((resolve) => (resolveCome = resolve));
    const end = (): void => {
      this.isOver = true;
      resolveCome();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    const timer = clock.after(limitMs, end);
    this.forget = () => {
      timer.cancel();
      signal.removeEventListener('abort', end);
    };
  }

  get hasCome(): boolean {
    return this.isOver;
  }
}
