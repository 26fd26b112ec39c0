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
   * is asked before it is repeated. Outcomes that are there by now, or that another wrote, are dropped. What another runs is
   * waited for, but what is claimed is written first: two that hold a part each would wait for each other for ever.
   * @returns whether every one of them is in the log now
   */
  async write(outcomes: readonly Outcome[]): Promise<boolean> {
    const { publisher, events, clock } = this.ports;
    let open = outcomes;
    let claimed = outcomes;
    let waitMs = this.options.publishRetryMs.initial;
    while (open.length > 0 && !this.stopped) {
      const sent = claimed;
      try {
        await publisher.publish(sent.map(outcomeRecord), () => this.claim.holds(identitiesOf(sent)), 'tell');
        this.onWritten(sent);
        open = open.filter((outcome) => !sent.includes(outcome));
        if (open.length === 0) return true;
      } catch (error) {
        if (!(error instanceof GuardRefusedError)) {
          events.error('outcomes could not be written; retrying', error, batchFields(this.batch));
          this.claim.markInDoubt(identitiesOf(sent));
          await sleep(clock, waitMs);
          waitMs = Math.min(2 * waitMs, this.options.publishRetryMs.max);
        }
      }
      const { mine, left } = await this.reclaim(identitiesOf(open));
      open = open.filter(({ identity }) => left.includes(identity));
      claimed = open.filter(({ identity }) => mine.includes(identity));
    }
    return open.length === 0;
  }

  /**
   * Those of `ids` that are this dispatcher's to run: where a lease ran out meanwhile, it is claimed again. Another may run
   * the rest, which are left to it as long as it does.
   */
  async stillClaimed(ids: readonly string[]): Promise<readonly string[]> {
    if (this.claim.holds(ids)) return ids;
    const { mine, done } = await this.claim.settle(ids);
    this.onAnswered(done);
    return mine;
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

  /** Claims `ids` again, and waits until some are claimed, for whoever runs them now. @returns what is claimed, and what has no outcome yet */
  private async reclaim(ids: readonly string[]): Promise<{ mine: readonly string[]; left: readonly string[] }> {
    let left = ids;
    for (;;) {
      const { mine, busy, done, retryAtMs } = await this.claim.settle(left);
      this.onAnswered(done);
      left = left.filter((id) => !done.includes(id));
      if (mine.length > 0 || busy.length === 0 || this.stopped) return { mine, left };
      await sleep(this.ports.clock, Math.max(1, retryAtMs - this.ports.clock.nowMs()));
    }
  }
}

const identitiesOf = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ identity }) => identity);
