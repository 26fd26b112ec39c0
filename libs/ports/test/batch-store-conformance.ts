import fc from 'fast-check';
import type { BatchStore, BufferedRequest, LeasedBatch, LeaseOptions, PushReply } from '@harmonybatch/ports';

export interface StoreUnderTest {
  readonly store: BatchStore;
  /** Makes the store lose everything it knows. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

const model = 'vgg19';
const startMs = 1_000_000;
export const rotateMs = 60_000;

const terms = (nowMs: number, maxBatchBytes = 1_000_000): LeaseOptions => ({ nowMs, leaseMs: 1_000, maxBatchBytes });
const request = (id: string, over: Partial<BufferedRequest> = {}): BufferedRequest => ({
  id,
  groupId: 'g1',
  batchSize: 3,
  route: '{"id":"g1"}',
  flushAtMs: startMs + 500,
  payload: JSON.stringify({ id }),
  ...over,
});
const idsOf = (batch: LeasedBatch | undefined): string[] => batch?.requests.map(({ id }) => id) ?? [];

function batchOf(reply: PushReply | undefined): LeasedBatch {
  if (reply?.kind !== 'flush') throw new Error(`expected a batch, got ${JSON.stringify(reply)}`);
  return reply.batch;
}

/** What every batch store does, whatever it keeps its buffers in. */
export function batchStoreConformance(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a batch store`, () => {
    let under: StoreUnderTest;
    let store: BatchStore;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.close());

    const push = async (requests: BufferedRequest[], nowMs = startMs, bytes?: number): Promise<PushReply[]> =>
      (await store.push(model, requests, terms(nowMs, bytes))).reply;
    const flushDue = async (nowMs: number) => (await store.flushDue(model, terms(nowMs))).reply;
    const status = async (ids: string[], nowMs = startMs) => (await store.status(model, ids, nowMs)).reply;
    const settle = async (ids: string[], owner: string, nowMs: number, batchId = 'b1') =>
      (await store.settle(model, { batchId, ids, owner, nowMs, leaseMs: 1_000 })).reply;

    describe('with slack for small batches', () => {
      const slackMs = [200, 100, 0];
      const patient = (id: string, flushAtMs: number): BufferedRequest => request(id, { slackMs, flushAtMs });

      it('a batch leaves later the smaller it is', async () => {
        const [one, two] = await push([patient('a', startMs + 500), patient('b', startMs + 600)]);
        expect([one, two]).toEqual([
          { kind: 'buffered', flushAtMs: startMs + 700 },
          { kind: 'buffered', flushAtMs: startMs + 600 },
        ]);
        expect(await flushDue(startMs + 599)).toEqual({ batches: [], nextDueAtMs: startMs + 600 });
        expect((await flushDue(startMs + 600)).batches.map(idsOf)).toEqual([['a', 'b']]);
      });

      it('a newcomer for whom the batch cannot wait displaces it and opens the next window', async () => {
        await push([patient('a', startMs + 500)]);
        const [reply] = await push([patient('b', startMs + 900)], startMs + 650);
        expect(reply).toMatchObject({ kind: 'buffered', flushAtMs: startMs + 1100 });
        const displaced = reply?.kind === 'buffered' ? reply.displaced : undefined;
        expect(displaced).toMatchObject({ reason: 'deadline', groupId: 'g1' });
        expect(idsOf(displaced)).toEqual(['a']);
        expect(await status(['a', 'b'])).toEqual(['held', 'waiting']);
        expect((await flushDue(startMs + 1100)).batches.map(idsOf)).toEqual([['b']]);
      });

      it('a newcomer that could not wait by itself either goes along where it delays nobody', async () => {
        await push([patient('a', startMs + 600)]);
        const [reply] = await push([patient('b', startMs + 400)], startMs + 650);
        expect(reply).toEqual({ kind: 'buffered', flushAtMs: startMs + 500 });
        expect((await flushDue(startMs + 650)).batches.map(idsOf)).toEqual([['b', 'a']]);
      });

      it('a newcomer that could not wait by itself either delays no batch that is on time', async () => {
        await push([patient('a', startMs + 500)]);
        const [reply] = await push([patient('b', startMs + 400)], startMs + 650);
        expect(idsOf(reply?.kind === 'buffered' ? reply.displaced : undefined)).toEqual(['a']);
      });

      it('every request that comes in time leaves in time, by the slack of the batch that it leaves with', async () => {
        const arrival = fc.record({ afterMs: fc.nat(150), patienceMs: fc.integer({ min: -250, max: 400 }) });
        const slack = fc.array(fc.nat(200), { minLength: 3, maxLength: 3 }).map((all) => all.sort((a, b) => b - a));
        let round = 0;
        await fc.assert(
          fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 12 }), slack, async (arrivals, slackMs) => {
            const groupId = `g${(round += 1)}`;
            const came = new Map<string, { flushAtMs: number; inTime: boolean }>();
            const left = new Set<string>();
            const leave = (batch: LeasedBatch, nowMs: number): void => {
              const ids = idsOf(batch);
              for (const id of ids) {
                const { flushAtMs, inTime } = came.get(id)!;
                if (inTime) expect(nowMs).toBeLessThanOrEqual(flushAtMs + slackMs[ids.length - 1]!);
                left.add(id);
              }
            };
            let nowMs = startMs;
            const flushUntil = async (untilMs: number): Promise<void> => {
              for (let at = nowMs; ;) {
                const { batches, nextDueAtMs } = await flushDue(at);
                for (const batch of batches) leave(batch, at);
                if (nextDueAtMs === null || nextDueAtMs > untilMs) break;
                at = nextDueAtMs;
              }
              nowMs = untilMs;
            };
            for (const [index, { afterMs, patienceMs }] of arrivals.entries()) {
              await flushUntil(nowMs + afterMs);
              const [id, flushAtMs] = [`${groupId}-${index}`, nowMs + patienceMs];
              came.set(id, { flushAtMs, inTime: flushAtMs + slackMs[0]! >= nowMs });
              const [reply] = await push([request(id, { groupId, batchSize: 3, slackMs, flushAtMs })], nowMs);
              if (reply?.kind === 'flush' || reply?.kind === 'buffered') {
                if (reply.displaced !== undefined) leave(reply.displaced, nowMs);
                if (reply.kind === 'flush') leave(reply.batch, nowMs);
              }
            }
            await flushUntil(nowMs + 1_000);
            expect([...left].sort()).toEqual([...came.keys()].sort());
          }),
          { numRuns: 100 },
        );
      }, 60_000);

      it('what a cut leaves behind waits by its own size', async () => {
        const small = 1.5 * JSON.stringify({ id: 'a' }).length;
        const replies = await push([patient('a', startMs + 500), patient('b', startMs + 600)], startMs, small);
        expect(replies.map(({ kind }) => kind)).toEqual(['buffered', 'flush']);
        expect((await flushDue(startMs)).nextDueAtMs).toBe(startMs + 800);
      });

      it('a known request that comes again with an earlier time brings the flush forward', async () => {
        await push([patient('a', startMs + 500)]);
        expect(await push([patient('a', startMs + 300)])).toEqual([{ kind: 'buffered', flushAtMs: startMs + 500 }]);
      });
    });

    it('buffers until the batch is full, and then leases it with its route', async () => {
      const [one, two, three] = await push([request('a'), request('b'), request('c')]);
      expect([one, two]).toEqual([
        { kind: 'buffered', flushAtMs: startMs + 500 },
        { kind: 'buffered', flushAtMs: startMs + 500 },
      ]);
      expect(batchOf(three)).toMatchObject({ groupId: 'g1', route: '{"id":"g1"}', reason: 'size' });
      expect(batchOf(three).batchId).toMatch(/^[0-9a-f]{32}$/);
      expect(batchOf(three).requests.map(({ payload }) => payload)).toEqual(['{"id":"a"}', '{"id":"b"}', '{"id":"c"}']);
      expect(await status(['a', 'b', 'c', 'x'])).toEqual(['held', 'held', 'held', 'unknown']);
    });

    it('tells the earliest flush time of the group, and flushes not before it', async () => {
      await push([request('a'), request('b', { flushAtMs: startMs + 200 })]);
      const [again] = await push([request('a')]);
      expect(again).toEqual({ kind: 'buffered', flushAtMs: startMs + 200 });
      expect(await flushDue(startMs + 199)).toEqual({ batches: [], nextDueAtMs: startMs + 200 });
      const due = await flushDue(startMs + 200);
      expect(due.batches).toHaveLength(1);
      expect(due.batches[0]).toMatchObject({ reason: 'deadline', groupId: 'g1' });
      expect(idsOf(due.batches[0])).toEqual(['b', 'a']);
      expect(due.nextDueAtMs).toBeNull();
      expect((await flushDue(startMs + 900)).batches).toEqual([]);
    });

    it('keeps groups apart and flushes all that are due', async () => {
      const other = { groupId: 'g2', route: '{"id":"g2"}' };
      await push([request('a'), request('b', other), request('c', { groupId: 'g3', flushAtMs: startMs + 9_000 })]);
      const due = await flushDue(startMs + 600);
      expect(due.batches.map(({ groupId }) => groupId).sort()).toEqual(['g1', 'g2']);
      expect(due.nextDueAtMs).toBe(startMs + 9_000);
    });

    it('takes a repeated push for the same request, the earlier flush time wins', async () => {
      await push([request('a'), request('a'), request('a', { flushAtMs: startMs + 100 })]);
      const [later] = await push([request('a', { flushAtMs: startMs + 9_000 })]);
      expect(later).toEqual({ kind: 'buffered', flushAtMs: startMs + 100 });
      const due = await flushDue(startMs + 100);
      expect(due.batches.map(idsOf)).toEqual([['a']]);
    });

    it('leaves a request in the group it waits in when it is pushed under another', async () => {
      await push([request('a')]);
      const [again] = await push([request('a', { groupId: 'g2', batchSize: 1, flushAtMs: startMs + 1 })]);
      expect(again).toEqual({ kind: 'buffered', flushAtMs: startMs + 500 });
      expect((await flushDue(startMs + 400)).batches).toEqual([]);
      expect((await flushDue(startMs + 500)).batches.map(({ groupId }) => groupId)).toEqual(['g1']);
    });

    it('says held of what is leased and emitted of what was acknowledged', async () => {
      const batch = batchOf((await push([request('a', { batchSize: 1 })]))[0]);
      expect(await push([request('a')])).toEqual([{ kind: 'held', untilMs: startMs + 1_000 }]);
      await store.ack(model, [{ batchId: batch.batchId, ids: ['a'] }], startMs);
      expect(await push([request('a')])).toEqual([{ kind: 'emitted' }]);
      expect(await status(['a'])).toEqual(['emitted']);
    });

    it('cuts batches by bytes, at least one request each, and the rest waits on', async () => {
      const big = (id: string) => request(id, { batchSize: 10, payload: 'x'.repeat(400) });
      const replies = await push([big('a'), big('b'), big('c')], startMs, 1_000);
      expect(idsOf(batchOf(replies[2]))).toEqual(['a', 'b']);
      expect(await status(['c'])).toEqual(['waiting']);
      const [huge] = await push([request('d', { groupId: 'g2', payload: 'x'.repeat(5_000) })], startMs, 1_000);
      expect(idsOf(batchOf(huge))).toEqual(['d']);
    });

    it('leases a batch again under its id once its lease ran out, but not before and not after the ack', async () => {
      const batch = batchOf((await push([request('a', { batchSize: 2 }), request('b', { batchSize: 2 })]))[1]);
      const recover = async (nowMs: number) => (await store.recover(model, terms(nowMs))).reply;
      expect(await recover(startMs + 999)).toEqual([]);
      expect(await recover(startMs + 1_000)).toEqual([batch]);
      expect(await recover(startMs + 1_500)).toEqual([]);
      await store.ack(model, [{ batchId: batch.batchId, ids: ['a', 'b'] }], startMs + 1_600);
      expect(await recover(startMs + 9_000)).toEqual([]);
    });

    it('recovers only what was not emitted otherwise', async () => {
      batchOf((await push([request('a', { batchSize: 2 }), request('b', { batchSize: 2 })]))[1]);
      await store.ack(model, [{ batchId: 'f'.repeat(32), ids: ['a'] }], startMs);
      const recovered = (await store.recover(model, terms(startMs + 2_000))).reply;
      expect(recovered.map(idsOf)).toEqual([['b']]);
    });

    it('settles: mine, renewed, busy for others, again once the lease ran out, done for ever', async () => {
      expect(await settle(['a'], 'one', startMs)).toEqual([{ kind: 'mine' }]);
      expect(await settle(['a'], 'one', startMs + 500)).toEqual([{ kind: 'mine' }]);
      expect(await settle(['a', 'b'], 'two', startMs + 600)).toEqual([
        { kind: 'busy', untilMs: startMs + 1_500 },
        { kind: 'mine' },
      ]);
      expect(await settle(['a'], 'one', startMs + 700, 'b2')).toEqual([{ kind: 'busy', untilMs: startMs + 1_500 }]);
      expect(await settle(['a'], 'two', startMs + 1_500)).toEqual([{ kind: 'again' }]);
      expect(await status(['a'], startMs + 1_500)).toEqual(['running']);
      await store.done(model, ['a'], startMs + 1_600);
      expect(await settle(['a'], 'two', startMs + 1_700)).toEqual([{ kind: 'done' }]);
      expect(await status(['a'], startMs + 1_700)).toEqual(['done']);
    });

    it('never lowers what is known of an id', async () => {
      await settle(['a'], 'one', startMs);
      await store.ack(model, [{ batchId: 'b1', ids: ['a'] }], startMs);
      expect(await status(['a'])).toEqual(['running']);
      await store.done(model, ['a'], startMs);
      await store.ack(model, [{ batchId: 'b1', ids: ['a'] }], startMs);
      expect(await status(['a'])).toEqual(['done']);
    });

    it('says of which generation its memory is, and another one after it lost it', async () => {
      const before = await store.push(model, [request('a')], terms(startMs));
      expect(before.generation).toBe(startMs);
      expect((await store.status(model, ['a'], startMs + 5)).generation).toBe(startMs);
      await under.wipe();
      const after = await store.status(model, ['a'], startMs + 10);
      expect(after).toEqual({ generation: startMs + 10, knownSinceMs: startMs + 10, reply: ['unknown'] });
    });

    it('remembers facts for one to two rotations and says since when', async () => {
      await store.done(model, ['a'], startMs);
      expect(await status(['a'], startMs + rotateMs)).toEqual(['done']);
      const later = await store.status(model, ['a'], startMs + 2 * rotateMs);
      expect(later).toEqual({ generation: startMs, knownSinceMs: startMs + rotateMs, reply: ['unknown'] });
    });

    it('says of a batch since when its requests are known to be in no other, where it knows all since they arrived', async () => {
      await status([]);
      const young = { batchSize: 2, arrivedAtMs: startMs + 5_000 };
      const [, known] = await push([request('a', young), request('b', young)], startMs + 6_000);
      expect(batchOf(known).openAtMs).toBe(startMs + 6_000);
      const recovered = (await store.recover(model, terms(startMs + 9_000))).reply;
      expect(recovered).toEqual([batchOf(known)]);
      const [, mixed] = await push([request('c', young), request('d', { ...young, arrivedAtMs: startMs + 4_999 })]);
      expect(batchOf(mixed).openAtMs).toBeUndefined();
    });

    it('says of a batch when it had to leave at the latest, for its present size', async () => {
      const slow = { batchSize: 3, slackMs: [50, 20, 0] };
      await push([
        request('a', { ...slow, flushAtMs: startMs + 400 }),
        request('b', { ...slow, flushAtMs: startMs + 300 }),
      ]);
      const [batch] = (await flushDue(startMs + 330)).batches;
      expect(batch?.dueAtMs).toBe(startMs + 320);
      expect((await store.recover(model, terms(startMs + 9_000))).reply[0]?.dueAtMs).toBe(startMs + 320);
    });

    it('says of a request that waited for longer than facts are kept that it is in no other batch', async () => {
      await status([]);
      const patient = { arrivedAtMs: startMs + 5_000, flushAtMs: startMs + 10 * rotateMs };
      await push([request('a', patient)], startMs + 5_000);
      for (let minute = 1; minute < 10; minute += 1)
        await store.done(model, [`x${minute}`], startMs + minute * rotateMs);
      const [batch] = (await flushDue(startMs + 10 * rotateMs)).batches;
      expect(batch?.openAtMs).toBe(startMs + 10 * rotateMs);
      const { knownSinceMs } = await store.status(model, [], startMs + 10 * rotateMs);
      expect(knownSinceMs).toBeGreaterThan(startMs + rotateMs);
    });

    it('keeps models apart', async () => {
      await push([request('a')]);
      expect((await store.status('bert', ['a'], startMs)).reply).toEqual(['unknown']);
      expect((await store.flushDue('bert', terms(startMs + 9_000))).reply).toEqual({ batches: [], nextDueAtMs: null });
    });
  });
}
