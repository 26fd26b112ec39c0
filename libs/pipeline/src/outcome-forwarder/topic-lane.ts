import {
  type Clock,
  type OutcomeTopics,
  RecordRefusedError,
  sleep,
  type OutboundRecord,
  type Publisher,
} from '@harmonybatch/ports';
import type { ForwarderOptions } from './forwarder-options';

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
  private cooldown: { readonly tryCopy: Error; untilMs: number } | null = null;

  constructor(
    readonly topic: string,
    private readonly ports: LanePorts,
    private readonly options: ForwarderOptions,
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
    const resting = this.cooldownFault();
    if (resting !== null) return { kind: 'given up', fault: resting };
    for (let tries = 1; isWanted();) {
      const fault = await this.fault(record, isWanted);
      if (fault === null) return { kind: 'copied' };
      if (!isWanted()) break;
      if (await this.ports.topics.isKafkaReachable()) {
        // One that came to its end speaks for all that are under way.
        if (fault instanceof RecordRefusedError || this.cooldown !== null) return { kind: 'given up', fault };
        if (tries === this.options.maxAttempts) return this.startCooldown(fault);
        tries += 1;
      }
      await sleep(this.ports.clock, this.options.retryMs);
    }
    return { kind: 'left' };
  }

  /** Why nothing is tried now, null where it is; of those that come after a rest, the first tries and the others do not. */
  private cooldownFault(): Error | null {
    if (this.cooldown === null) return null;
    const nowMs = this.ports.clock.monotonicMs();
    if (nowMs < this.cooldown.untilMs) return this.cooldown.tryCopy;
    this.cooldown.untilMs = nowMs + this.options.cooldownMs;
    return null;
  }

  private startCooldown(tryCopy: Error): CopyResult {
    this.cooldown = { tryCopy, untilMs: this.ports.clock.monotonicMs() + this.options.cooldownMs };
    return { kind: 'given up', fault: tryCopy };
  }

  /** What went wrong with one try, null where the copy is acknowledged. */
  private async fault(record: OutboundRecord, isWanted: () => boolean): Promise<Error | null> {
    try {
      await this.prepare();
      await this.ports.publisher.publish([record], isWanted);
      this.cooldown = null;
      return null;
    } catch (error) {
      // It may have been deleted.
      this.ensured = null;
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
