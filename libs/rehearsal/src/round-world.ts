import type { OutboundRecord } from '@harmonybatch/ports';
import { MemoryLog, VirtualClock } from '@harmonybatch/memory';
import { SeededRandomness } from '@harmonybatch/traffic';
import { startMs } from './made-up-records';
import { SilentEvents } from './silent-events';

/** Long enough for whatever a stage does with the records of a round, ms of virtual time. */
const roundMs = 2_000;
const seed = 1;

/** What a stage of one round runs on: topics, time and randomness of its own, so that no round leaves anything behind. */
export class RoundWorld {
  readonly clock = new VirtualClock(startMs);
  readonly log = new MemoryLog(this.clock);
  readonly events = new SilentEvents();
  readonly randomness = new SeededRandomness(seed);

  /** The ports that every stage has. */
  get ports() {
    const { clock, log: publisher, events, randomness } = this;
    return { clock, publisher, events, randomness, intake: publisher.intake() };
  }

  /** Writes the records and lets time pass until the stages have done with them. */
  async play(records: readonly OutboundRecord[]): Promise<void> {
    this.log.append(records);
    await this.settle();
  }

  /** Lets time pass until the stages have done what they had to do; rejects with what went wrong in them. */
  async settle(): Promise<void> {
    await this.clock.advance(roundMs);
    this.events.rethrow();
  }

  /** Rejects unless `topic` holds so many records that `counts` is true of. */
  expect<T>(topic: string, count: number, counts: (value: T) => boolean = () => true): void {
    const found = this.log.values<T>(topic).filter(counts).length;
    if (found !== count) throw new Error(`${topic} has ${found} records after a round, and should have ${count}`);
  }
}
