import { setTimeout as sleep } from 'node:timers/promises';
import { topics, type BatchExecuted, type InferenceCompleted } from '@harmonybatch/contracts';
import { freshIds, RunningSystem } from '../../harness/running-system';
import { RawLog } from '../../harness/raw-log';

/** As many as the plan keeps warm: a fourth batch is refused while three run. */
const instances = 3;
/** How long a batch holds its instance where a test wants it to, ms. */
const heldMs = 3_000;
/** Between the parts of a flood, ms: they come for as long as all instances are held. */
const floodGapMs = 60;
const app = { name: 'photos', model: 'vgg19', sloMs: 15_000, expectedRateHz: 2, whenLate: 'serve' } as const;
const other = { ...app, name: 'search' };
const executedTopic = topics.batchExecuted.name;

type Wish = { readonly crash: true } | { readonly error: string } | { readonly delayMs: number };

/** On a machine that others use, requests are read later than they may be turned away. */
describe('functions that fail, throttle or are slow', () => {
  let system: RunningSystem;
  let executed: RawLog;
  let batchSize: number;

  beforeAll(async () => {
    system = await RunningSystem.start(
      1,
      { HARMONYBATCH_MIN_REPLAN_INTERVAL_MS: '86400000' },
      { FC_EMULATOR_MAX_INSTANCES: String(instances) },
    );
    await system.registerApp(app);
    await system.registerApp(other);
    await system.registerModel('vgg19', 'vgg19');
    const { groups } = await system.plan((plan) => plan.groups.flatMap((group) => group.apps).length === 2);
    batchSize = groups.find((group) => group.apps.some(({ name }) => name === app.name))!.batchSize;
    executed = await RawLog.open(system.kafka, [system.topic(executedTopic)]);
  });

  afterAll(async () => {
    await executed?.close();
    await system?.stop();
  });

  /** Sends a request with each of these inputs, all at once. */
  async function sendAtOnce(inputs: readonly object[]): Promise<string[]> {
    const ids = freshIds(inputs.length);
    const messages = ids.map((id, index) => ({
      key: id,
      value: JSON.stringify({ app: app.name, id, inputs: inputs[index] }),
    }));
    await system.producer.send({ topic: system.topic(topics.inferenceRequested.name), messages });
    return ids;
  }

  /** Sends as many requests at once as fill `batches` batches; the first of each batch has the wish. */
  const fill = (batches: number, wish: Wish): Promise<string[]> =>
    sendAtOnce(
      Array.from({ length: batches * batchSize }, (_, index) =>
        index % batchSize === 0 ? { emulate: wish } : { of: index },
      ),
    );

  async function outcomesOf(ids: readonly string[]): Promise<InferenceCompleted[]> {
    const first = await system.outcomes.first(ids);
    expect(ids.filter((id) => system.outcomes.records(id).length !== 1)).toEqual([]);
    return first.map(({ outcome }) => outcome);
  }

  /** What was told of the invocations of the batches in which these requests were answered. */
  async function invocationsOf(outcomes: readonly InferenceCompleted[]): Promise<BatchExecuted[]> {
    const batchIds = [...new Set(outcomes.flatMap(({ batch }) => (batch === undefined ? [] : [batch.id])))];
    const told = () =>
      executed
        .of(system.topic(executedTopic))
        .map(({ message }) => JSON.parse(String(message.value)) as BatchExecuted)
        .filter(({ batchId }) => batchIds.includes(batchId));
    await executed.waitFor(
      () => batchIds.filter((id) => !told().some(({ batchId, status }) => batchId === id && status === 'ok')),
      120_000,
    );
    return told();
  }

  it('an item that the function reports as failed fails alone', async () => {
    const ids = await fill(1, { error: 'bad_picture' });
    const [failed, ...others] = await outcomesOf(ids);
    expect(failed).toMatchObject({ status: 'error', error: { code: 'bad_picture' } });
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 'ok'));
  });

  it('a batch that keeps failing is split until the request that makes it fail is alone', async () => {
    expect(batchSize).toBeGreaterThan(1);
    const ids = await fill(1, { crash: true });
    const [failed, ...others] = await outcomesOf(ids);
    expect(failed).toMatchObject({ status: 'error', error: { code: 'function_failed' } });
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 'ok'));
    const invocations = await invocationsOf(others);
    expect(invocations.filter(({ status }) => status === 'error').length).toBeGreaterThan(1);
    expect(Math.max(...invocations.map(({ size }) => size))).toBe(batchSize);
    expect(Math.min(...invocations.map(({ size }) => size))).toBe(1);
  });

  it('a batch that the platform refuses runs as soon as it has room', async () => {
    const outcomes = await outcomesOf(await fill(instances + 1, { delayMs: heldMs }));
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'ok'));
    const refused = (await invocationsOf(outcomes)).filter(({ status }) => status === 'error');
    expect(refused.map(({ errorCode }) => errorCode)).toEqual(expect.arrayContaining(['function_unavailable']));
  });

  it('an app that sends far more than it is planned for is told so early, another one keeps its share', async () => {
    // Every one of them, for who is in a batch with whom depends on the order in which they are read: all instances are held.
    const held = { emulate: { delayMs: 2 * heldMs } };
    const flood = await sendAtOnce(Array.from({ length: instances * batchSize }, () => held));
    const isTurnedAway = ({ error }: InferenceCompleted): boolean => error?.code === 'overloaded';
    let turnedAway = false;
    void system.outcomes.find(isTurnedAway, 60_000).then(
      () => (turnedAway = true),
      () => undefined,
    );
    const modest = freshIds(8);
    for (let sent = 0; sent < 100 && !turnedAway; sent += 1) {
      flood.push(...(await sendAtOnce(Array.from({ length: 20 }, (_, index) => ({ of: index })))));
      await sleep(floodGapMs);
    }
    await system.request(other.name, modest);
    const hot = await outcomesOf(flood);
    const refused = hot.filter(isTurnedAway);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ status: 'rejected', error: { retryable: true, hint: expect.any(String) } });
    expect(hot.filter((outcome) => !isTurnedAway(outcome)).map(({ status }) => status)).not.toContain('rejected');
    expect((await outcomesOf(modest)).map(({ status }) => status)).toEqual(modest.map(() => 'ok'));
  });
});
