import type { Clock } from '@harmonybatch/ports';
import type { ServiceLogger } from '../observability/logger';

export interface RehearsalTerms {
  readonly clock: Clock;
  /** Longest time that it may take, ms. */
  readonly limitMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Runs what a service does over made-up records in memory until it gets no faster; returns how often, and how long that took. */
export type Rehearse = (terms: RehearsalTerms) => Promise<{ readonly rounds: number; readonly durationMs: number }>;

/** What a service does before it takes its share of the traffic: the code of a new process is slow until it was used. */
export class WarmUp {
  private readonly end = new AbortController();
  private isOver = false;

  /** @param rehearse absent: the service has nothing to rehearse */
  constructor(
    private readonly rehearse: Rehearse | undefined,
    private readonly terms: { readonly clock: Clock; readonly limitMs: number; readonly logger: ServiceLogger },
  ) {}

  /** Resolves when it is over, whatever came of it: a service that could not rehearse is slow at first, and works. */
  async run(): Promise<void> {
    const { clock, limitMs, logger } = this.terms;
    try {
      if (this.rehearse === undefined || limitMs === 0) return;
      const { rounds, durationMs } = await this.rehearse({ clock, limitMs, signal: this.end.signal });
      logger.info({ rounds, afterMs: Math.round(durationMs) }, 'warm');
    } catch (error) {
      logger.warn({ err: error }, 'the rehearsal failed: the first requests will take longer');
    } finally {
      this.isOver = true;
    }
  }

  /** Ends it where it is; what was to follow it is not wanted any more. */
  callOff(): void {
    this.end.abort();
  }

  get wasCalledOff(): boolean {
    return this.end.signal.aborted;
  }

  notReadyReasons(): string[] {
    return this.isOver ? [] : ['it is warming up'];
  }
}
