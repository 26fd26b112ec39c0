import { type Clock, GuardRefusedError, type Publisher, sleep, type StageEvents } from '@harmonybatch/ports';
import type { WatchedStore } from '../store/watched-store';
import type { Claim } from './claim';
import type { DispatcherOptions } from './dispatcher-options';
import type { BatchToRun } from './ready-batch';
import { batchFields } from './run-spans';
import type { WayMeter } from '../way/way-meter';
import { outcomeRecord, type Outcome } from '../records/outcome-record';
import { countOutcome, isInTime } from './outcome-metrics';

export interface WriterPorts {
  readonly store: WatchedStore;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly way: Pick<WayMeter, 'answered'>;
}

/** Writes the outcomes of one batch: guard → publish → done. */
export class OutcomeWriter {
  private stopped = false;

  constructor(
    private readonly ports: WriterPorts,
    private readonly options: DispatcherOptions,
    private readonly batch: Pick<BatchToRun, 'batchId' | 'model' | 'traceparent'>,
    private readonly claim: Claim,
    /** Called with every request that is finished. */
    private readonly onAnswered: (ids: readonly string[]) => void,
  ) {}

  /** Stops retrying. */
  stop(): void {
    this.stopped = true;
  }

  /**
   * Writes outcomes under the claim, as often as it takes. A send that was not acknowledged may have been written: the log
   * is asked before it is repeated. Outcomes that are there by now, or that another wrote, are dropped.
   * @returns whether every one of them is in the log now
   */
  async write(outcomes: readonly Outcome[]): Promise<boolean> {
    let open = outcomes;
    let waitMs = this.options.publishRetryMs.initial;
    while (open.length > 0 && !this.stopped) {
      const sent = open;
      try {
        await this.ports.publisher.publish(sent.map(outcomeRecord), () => this.claim.holds(identitiesOf(sent)), 'tell');
        this.onWritten(sent);
        return true;
      } catch (error) {
        if (!(error instanceof GuardRefusedError)) {
          this.ports.events.error('outcomes could not be written; retrying', error, batchFields(this.batch));
          this.claim.markInDoubt(identitiesOf(sent));
          await sleep(this.ports.clock, waitMs);
          waitMs = Math.min(2 * waitMs, this.options.publishRetryMs.max);
        }
        const mine = await this.reclaim(identitiesOf(open));
        open = open.filter(({ identity }) => mine.includes(identity));
      }
    }
    return open.length === 0;
  }

  /** Those of `ids` that are this dispatcher's to run: where a lease ran out meanwhile, it is claimed again. */
  async stillClaimed(ids: readonly string[]): Promise<readonly string[]> {
    return this.claim.holds(ids) ? ids : this.reclaim(ids);
  }

  private onWritten(outcomes: readonly Outcome[]): void {
    const { model } = this.batch;
    const nowMs = this.ports.clock.nowMs();
    for (const outcome of outcomes) {
      countOutcome(this.ports.events, model, outcome, nowMs);
      this.ports.way.answered(model, outcome.app, isInTime(outcome));
    }
    const ids = identitiesOf(outcomes);
    this.onAnswered(ids);
    // Off the latency path; where it fails the ids are merely settled once more.
    void this.ports.store.done(model, ids, nowMs);
  }

  /** Claims `ids` again; waits for whoever runs them now, and leaves out what has been answered. */
  private async reclaim(ids: readonly string[]): Promise<readonly string[]> {
    let open = ids;
    for (;;) {
      const { busy, done, retryAtMs } = await this.claim.settle(open);
      this.onAnswered(done);
      open = open.filter((id) => !done.includes(id));
      if (busy.length === 0 || this.stopped) return open;
      await sleep(this.ports.clock, Math.max(1, retryAtMs - this.ports.clock.nowMs()));
    }
  }
}

const identitiesOf = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ identity }) => identity);
