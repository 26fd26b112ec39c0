import { topics } from '@harmonybatch/contracts';
import type { SeededRandomness } from '@harmonybatch/traffic';
import type { VirtualClock } from '@harmonybatch/memory';
import { stateHopMs } from './world-options';

const maxHopMs = 12;
const stateTopics = new Set<string>([topics.planPublished.name]);

/** How long records are on their way from the log to their consumers. */
export class Hops {
  private readonly delays = new Map<string, { readonly byMs: number; readonly untilMs: number }>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly randomness: SeededRandomness,
  ) {}

  /** For a while records of a topic take longer. */
  delay(topic: string, byMs: number, untilMs: number): void {
    this.delays.set(topic, { byMs, untilMs });
  }

  /** The hop of one record, ms. */
  of(topic: string): number {
    const longestMs = stateTopics.has(topic) ? stateHopMs : maxHopMs;
    const delay = this.delays.get(topic);
    const extraMs = delay !== undefined && this.clock.nowMs() < delay.untilMs ? delay.byMs : 0;
    return extraMs + longestMs * this.randomness.uniform();
  }
}
