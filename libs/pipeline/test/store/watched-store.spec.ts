import { clockMarginMs, type StoreAnswer } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryBatchStore } from '@harmonybatch/memory';
import { batchStoreMetrics } from '@harmonybatch/telemetry';
import { WatchedStore } from '../../src/store/watched-store';
import { ManualClock, RecordedEvents } from '../../../ports/test/fake-ports';

const startMs = 1_800_000_000_000;
const rotateMs = 60_000;

class World {
  readonly memory = new MemoryBatchStore(new SeededRandomness(1), rotateMs);
  readonly clock = new ManualClock();
  readonly events = new RecordedEvents();
  readonly forgot: string[] = [];
  readonly store = new WatchedStore(this.memory, this.clock, this.events, (model) => void this.forgot.push(model));
}

it('tells of each model whose memory was lost, once', async () => {
  const { store, memory, forgot } = new World();
  for (const model of ['vgg19', 'bert']) await store.status(model, ['a'], startMs);
  memory.wipe();
  await store.status('vgg19', ['a'], startMs + 1);
  await store.status('vgg19', ['a'], startMs + 2);
  expect(forgot).toEqual(['vgg19']);
});

it('answers nothing where the store does not, and counts it', async () => {
  const { store, memory, events } = new World();
  jest.spyOn(memory, 'recover').mockRejectedValue(new Error('no answer in 100 ms'));
  const terms = { nowMs: startMs, leaseMs: 1_000, maxBatchBytes: 1_000 };
  expect(await store.recover('vgg19', terms)).toBeUndefined();
  expect(events.countOf(batchStoreMetrics.failures)).toBe(1);
});

it('takes a claim that was answered in part for unanswered', async () => {
  const { store, memory } = new World();
  const partly: StoreAnswer<[]> = { generation: 1, knownSinceMs: 1, reply: [] };
  jest.spyOn(memory, 'settle').mockResolvedValue(partly);
  const claim = { batchId: 'b', ids: ['a'], owner: 'o', nowMs: startMs, leaseMs: 1_000 };
  expect(await store.settle('vgg19', claim)).toBeUndefined();
});

it('knows since when the store knows all, as far as it was heard of', async () => {
  const { store } = new World();
  expect(store.knows('vgg19', startMs + clockMarginMs)).toBe(false);
  await store.status('vgg19', [], startMs);
  expect([store.knows('vgg19', startMs + clockMarginMs), store.knows('vgg19', startMs)]).toEqual([true, false]);
});

it('answers throughout again once it remembers nothing from before it was silent', async () => {
  const { store, memory, clock } = new World();
  const ask = () => store.status('vgg19', ['a'], clock.nowMs());
  await ask();
  expect(store.answersThroughout('vgg19')).toBe(true);
  const silent = jest.spyOn(memory, 'status').mockRejectedValue(new Error('no answer in 100 ms'));
  await ask();
  silent.mockRestore();
  const throughout: boolean[] = [];
  for (let rotations = 0; rotations < 3; rotations += 1) {
    await ask();
    throughout.push(store.answersThroughout('vgg19'));
    await clock.advance(rotateMs);
  }
  expect(throughout).toEqual([false, false, true]);
  expect(store.answersThroughout('bert')).toBe(true);
});
