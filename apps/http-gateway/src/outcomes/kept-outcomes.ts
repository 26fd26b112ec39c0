import { setTimeout as sleep } from 'node:timers/promises';
import { identityOfId } from '@harmonybatch/contracts';
import { errorText, type PastOutcomes } from '@harmonybatch/messaging';
import type { Clock, StageEvents } from '@harmonybatch/ports';
import type { OutcomePlaces } from './outcome-places';

/** An outcome that was written before it is asked for. */
export interface FoundOutcome {
  /** JSON. */
  readonly text: string;
  /** Whether its request was refused before anything ran. */
  readonly isRejected: boolean;
}

export interface KeptOutcomesPorts {
  readonly places: OutcomePlaces;
  readonly past: Pick<PastOutcomes, 'connect' | 'read' | 'at' | 'close'>;
  readonly clock: Clock;
  readonly events: StageEvents;
}

const pauseMs = 1_000;
/** How long a replica that starts takes no calls for what was written before it, ms; it reads on then, while it takes them. */
const startLimitMs = 10_000;

/**
 * The outcomes of the last minutes, whoever took their requests. Kafka has them; here is known where each lies. A replica that starts
 * looks for what was written before.
 */
export class KeptOutcomes {
  private readonly closing = new AbortController();
  private reading: Promise<void> = Promise.resolve();
  private openedAtMs: number | undefined;
  private whole = false;

  constructor(
    private readonly ports: KeptOutcomesPorts,
    private readonly forMs: number,
  ) {}

  /** Whether all is known that was written in the time for which outcomes are kept. */
  get isWhole(): boolean {
    return this.whole;
  }

  /** Begins to look for what was written before, which is tried until it succeeds. */
  open(): void {
    this.openedAtMs = this.ports.clock.monotonicMs();
    this.reading = this.readPast();
  }

  /** Why calls are better taken by another replica, in words; empty where they are not. */
  notReadyReasons(): string[] {
    const openForMs = this.openedAtMs === undefined ? 0 : this.ports.clock.monotonicMs() - this.openedAtMs;
    return this.whole || openForMs >= startLimitMs ? [] : ['the outcomes of the last minutes are being read'];
  }

  /**
   * The outcome of a request; null where none is known, or it is kept no more.
   * @throws kafkajs's own errors, where it is known and its broker cannot be reached
   */
  async find(app: string, id: string): Promise<FoundOutcome | null> {
    const identity = identityOfId(app, '', id);
    const place = this.ports.places.placeOf(identity);
    if (place === undefined) return null;
    const stored = await this.ports.past.at(place);
    return stored?.key === identity ? { text: stored.text, isRejected: place.isRejected } : null;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.reading;
    await this.ports.past.close().catch(() => undefined);
  }

  private async readPast(): Promise<void> {
    const { places, past, clock, events } = this.ports;
    const { signal } = this.closing;
    while (!signal.aborted && !this.whole) {
      try {
        await past.connect();
        await past.read(clock.nowMs(), this.forMs, (record, partition) => places.note(record, partition), signal);
        this.whole = !signal.aborted;
      } catch (error) {
        events.warn('outcomes that were written before cannot be read; retrying', { error: errorText(error) });
        await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }
}
