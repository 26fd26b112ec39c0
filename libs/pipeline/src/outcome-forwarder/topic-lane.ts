import {
  type Clock,
  type OutcomeTopics,
  RecordRefused,
  sleep,
  type OutboundRecord,
  type Publisher,
} from '@harmonybatch/ports';
import type { ForwarderConfig } from './forwarder-config';

/** What became of a copy: `left` where nobody waits for it here any more. */
export type CopyResult =
  { readonly kind: 'copied' } | { readonly kind: 'given up'; readonly fault: Error } | { readonly kind: 'left' };

export interface LanePorts {
  readonly publisher: Publisher;
  readonly topics: OutcomeTopics;
  readonly clock: Clock;
}

/** The way to one topic: what is wrong there takes patience and room of its own copies alone, and that within bounds. */
export class TopicLane {
  private ensured: Promise<void> | null = null;
  /** Since it took nothing: why, and until when it is left alone, monotonic ms. */
  private rest: { readonly fault: Error; untilMs: number } | null = null;

  constructor(
    readonly topic: string,
    private readonly ports: LanePorts,
    private readonly config: ForwarderConfig,
  ) {}

  /** Sees to it that the topic is there before the first copy; rejects where it is not. */
  async prepare(): Promise<void> {
    try {
      await (this.ensured ??= this.ports.topics.ensure(this.topic));
    } catch (error) {
      this.ensured = null;
      throw error;
    }
  }

  /** @param isWanted asked before every send; once it says no, the copy is left to whoever reads the outcome again */
  async copy(record: OutboundRecord, isWanted: () => boolean): Promise<CopyResult> {
    const resting = this.resting();
    if (resting !== null) return { kind: 'given up', fault: resting };
    for (let tries = 1; isWanted();) {
      const fault = await this.fault(record, isWanted);
      if (fault === null) return { kind: 'copied' };
      if (!isWanted()) break;
      if (await this.ports.topics.isKafkaThere()) {
        // One that came to its end speaks for all that are under way.
        if (fault instanceof RecordRefused || this.rest !== null) return { kind: 'given up', fault };
        if (tries === this.config.mostTries) return this.leaveAlone(fault);
        tries += 1;
      }
      await sleep(this.ports.clock, this.config.pauseMs);
    }
    return { kind: 'left' };
  }

  /** Why nothing is tried now, null where it is; of those that come after a rest, the first tries and the others do not. */
  private resting(): Error | null {
    if (this.rest === null) return null;
    const nowMs = this.ports.clock.monotonicMs();
    if (nowMs < this.rest.untilMs) return this.rest.fault;
    this.rest.untilMs = nowMs + this.config.restMs;
    return null;
  }

  private leaveAlone(fault: Error): CopyResult {
    this.rest = { fault, untilMs: this.ports.clock.monotonicMs() + this.config.restMs };
    return { kind: 'given up', fault };
  }

  /** What went wrong with one try, null where the copy is acknowledged. */
  private async fault(record: OutboundRecord, isWanted: () => boolean): Promise<Error | null> {
    try {
      await this.prepare();
      await this.ports.publisher.publish([record], isWanted);
      this.rest = null;
      return null;
    } catch (error) {
      // It may have been deleted.
      this.ensured = null;
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
