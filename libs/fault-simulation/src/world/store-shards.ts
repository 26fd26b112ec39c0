import { ShardedStore } from '@harmonybatch/pipeline';
import type { BatchStore } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryBatchStore, type StorePart } from '@harmonybatch/memory';
import type { Scenario } from '../scenario/scenario';
import { Dice } from '../scenario/dice';
import { scenarioModels } from '../scenario/scenario-apps';

/** The shared store of a world: one, or several that each keep a shard of every model, and lose their data each for itself. */
export class StoreShards {
  private readonly stores: readonly MemoryBatchStore[];
  private readonly dice: Dice;

  constructor({ seed, store }: Pick<Scenario, 'seed' | 'store'>, startedAtMs: number) {
    this.dice = new Dice(SeededRandomness.stream(seed, 'lost shards'));
    this.stores = Array.from(
      { length: store.shards },
      (_, shard) =>
        new MemoryBatchStore(SeededRandomness.stream(seed, shard === 0 ? 'store' : `store ${shard}`), store.rotateMs),
    );
    const foundedAtMs = startedAtMs - store.ageMs;
    const founding = this.seenThrough((one) => one);
    for (const model of scenarioModels) void founding.status(model, [], foundedAtMs);
  }

  /** As a process uses it, that reaches each of the stores by a way of its own. */
  seenThrough(way: (store: BatchStore) => BatchStore): BatchStore {
    const [only, ...others] = this.stores.map(way);
    return others.length === 0 ? only! : new ShardedStore([only!, ...others], this.stores.length);
  }

  /** One of the stores loses everything. */
  wipe(): void {
    this.dice.one(this.stores).wipe();
  }

  /** One of the stores loses all keys of one kind. */
  lose(part: StorePart): void {
    this.dice.one(this.stores).lose(part);
  }

  /** Requests that wait or are leased, and leases. */
  get load(): number {
    return this.stores.reduce((sum, { load }) => sum + load, 0);
  }
}
