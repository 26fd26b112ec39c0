import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterHeaders, topics, type InferenceCompleted } from '@harmonybatch/contracts';
import { metricsOfService } from '@harmonybatch/telemetry';
import { kcat } from '../harness/kcat';
import { OutcomeLog } from '../harness/outcome-log';
import { freshIds, RunningSystem, type ServiceName } from '../harness/running-system';

const requested = topics.inferenceRequested.name;
/** Of an item, for the model of these tests: less than what records may carry. */
const maxItemBytes = 100_000;
const pollMs = 100;

describe('requests from the outside', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await RunningSystem.start();
    await system.registerModel('vgg19', 'vgg19', { maxItemBytes });
    await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 6000, expectedRateHz: 20 });
    await system.registerApp({ name: 'search', model: 'vgg19', sloMs: 7000, expectedRateHz: 20 });
    await system.plan((plan) => plan.groups.flatMap((group) => group.apps).length === 2);
  });

  afterAll(() => system?.stop());

  it('are answered once each, every answer to its own request', async () => {
    const ids = freshIds(120);
    await system.request('photos', ids.slice(0, 60), 5);
    await system.request('search', ids.slice(60), 5);
    const outcomes = await system.outcomes.first(ids);
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(ids.map(() => 'ok'));
    const digests = new Set(outcomes.map(({ outcome }) => JSON.stringify(outcome.outputs)));
    expect(digests.size).toBe(ids.length);
    expect(ids.filter((id) => system.outcomes.records(id).length !== 1)).toEqual([]);
    expect(Math.max(...outcomes.map(({ outcome }) => outcome.batch?.size ?? 0))).toBeGreaterThan(1);
  });

  it('give equal inputs equal answers', async () => {
    const [first, second] = freshIds(2) as [string, string];
    for (const id of [first, second])
      await system.publish(requested, null, { app: 'photos', id, inputs: { same: [1, 2] } });
    const [one, other] = await system.outcomes.first([first, second]);
    expect(one?.outcome.outputs).toBeDefined();
    expect(one?.outcome.outputs).toEqual(other?.outcome.outputs);
  });

  it('are answered when they come from kcat, without id and without headers', async () => {
    const marker = freshIds(1)[0]!;
    await kcat(['-P', '-b', system.brokers, '-t', system.topic(requested)], `{"app":"search","inputs":"${marker}"}`);
    const outcome = await system.outcomes.find(
      ({ app, id, status }) => app === 'search' && id.startsWith(requested) && status === 'ok',
    );
    const log = await kcat([
      '-C',
      '-b',
      system.brokers,
      '-t',
      system.topic('inference.completed'),
      '-o',
      'beginning',
      '-e',
      '-q',
    ]);
    const seen = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as InferenceCompleted);
    expect(seen.filter(({ id }) => id === outcome.id)).toHaveLength(1);
  });

  it('are understood as CloudEvents in binary mode, the app as their subject', async () => {
    const id = freshIds(1)[0]!;
    const headers = [
      'ce_specversion=1.0',
      `ce_id=${id}`,
      'ce_source=/shop',
      'ce_type=com.example.picture',
      'ce_subject=photos',
    ];
    const args = [
      '-P',
      '-b',
      system.brokers,
      '-t',
      system.topic(requested),
      ...headers.flatMap((header) => ['-H', header]),
    ];
    await kcat([...args, '-H', 'content-type=application/json'], '{"pixels":[1,2,3]}');
    const [answer] = await system.outcomes.first([id]);
    expect(answer?.outcome).toMatchObject({ status: 'ok', app: 'photos', source: '/shop' });
  });

  it('are answered in the topic that their app names too, headers and all, and there are no others', async () => {
    const topic = system.topic('shop.outcomes');
    const photos = { name: 'photos', model: 'vgg19', sloMs: 6000, expectedRateHz: 20 };
    await system.registerApp({ ...photos, outcomeTopic: 'shop.outcomes' });
    await system.startService('outcome-forwarder');
    const ids = freshIds(20);
    await system.request('photos', ids);
    await system.request('search', freshIds(20));
    const copies = await OutcomeLog.open(system.kafka, topic, `${topic}.copies`);
    try {
      const copied = await copies.first(ids);
      const outcomes = await system.outcomes.first(ids);
      expect(copied.map(({ outcome }) => outcome)).toEqual(outcomes.map(({ outcome }) => outcome));
      expect(copies.all().filter(({ outcome }) => outcome.app !== 'photos')).toEqual([]);
    } finally {
      await copies.close();
    }
    const args = ['-C', '-b', system.brokers, '-t', topic, '-o', 'beginning', '-e', '-q', '-f', '%h\\n'];
    expect(await kcat(args)).toContain(`hb-id=${ids[0]}`);
  });

  it.each([
    ['an unknown app', (id: string) => ({ app: 'nobody', id, inputs: 1 }), 'unknown_app', '/app'],
    ['a negative SLO', (id: string) => ({ app: 'photos', id, inputs: 1, sloMs: -5 }), 'invalid', '/sloMs'],
    ['a missing app', (id: string) => ({ id, inputs: 1 }), 'invalid', '/app'],
    ['missing inputs', (id: string) => ({ app: 'photos', id }), 'invalid', '/inputs'],
    [
      'more inputs than its model takes',
      (id: string) => ({ app: 'photos', id, inputs: 'x'.repeat(maxItemBytes) }),
      'too_large',
      '/inputs',
    ],
    ['2 MB of inputs', (id: string) => ({ app: 'photos', id, inputs: 'x'.repeat(2_000_000) }), 'too_large', '/inputs'],
  ])('with %s are rejected with the field, and the next one flows', async (_what, request, code, field) => {
    const [bad, next] = freshIds(2) as [string, string];
    await system.publish(requested, 'same-partition', request(bad));
    await system.publish(requested, 'same-partition', { app: 'photos', id: next, inputs: 1 });
    const [rejected, answered] = await system.outcomes.first([bad, next]);
    expect(rejected?.outcome).toMatchObject({ status: 'rejected', error: { code, field } });
    expect(rejected?.outcome.error?.hint).toEqual(expect.any(String));
    expect(answered?.outcome.status).toBe('ok');
  });

  it('that are no JSON become dead letters, byte for byte, and the next one flows', async () => {
    const next = freshIds(1)[0]!;
    await system.publish(requested, 'same-partition', '{"app": "photos", ');
    await system.publish(requested, 'same-partition', { app: 'photos', id: next, inputs: 1 });
    const [answered] = await system.outcomes.first([next]);
    expect(answered?.outcome.status).toBe('ok');
    const dead = await kcat([
      '-C',
      '-b',
      system.brokers,
      '-t',
      system.topic(`${requested}.dead`),
      '-o',
      'beginning',
      '-e',
      '-q',
      '-f',
      '%h|%s\\n',
    ]);
    expect(dead).toContain('{"app": "photos", ');
    expect(dead).toContain(`${deadLetterHeaders.topic}=${requested}`);
    expect(dead).toContain(`${deadLetterHeaders.code}=malformed`);
  });

  it('are measured on their way: each service has what is declared of it, and nothing else', async () => {
    for (const name of system.services.keys()) {
      const text = await system.service(name).metrics();
      const told = [...text.matchAll(/^# TYPE (harmonybatch_\w+) (\w+)$/gm)].map(
        ([, metric, kind]) => `${metric} ${kind}`,
      );
      expect(told.sort()).toEqual(metricsOfService[name].map(({ name: metric, kind }) => `${metric} ${kind}`).sort());
      expect(text).toContain('process_cpu_seconds_total');
    }
  });

  it.each<[ServiceName, readonly string[]]>([
    ['ingest', ['requests_received_total', 'requests_accepted_total', 'requests_rejected_total', 'dead_letters_total']],
    ['rate-estimator', ['arrivals_counted_total', 'rates_estimated_total']],
    ['batcher', ['batches_emitted_total', 'batch_size_requests_sum', 'way_seconds_sum', 'store_reachable']],
    [
      'dispatcher',
      ['requests_completed_total', 'requests_in_slo_total', 'request_latency_seconds_sum', 'store_reachable'],
    ],
    ['dispatcher', ['invocations_total', 'execution_seconds_sum', 'spent_total', 'queue_wait_seconds_sum']],
    [
      'planner',
      ['plan_published_timestamp_seconds', 'plan_rates_timestamp_seconds', 'plan_cost_per_second', 'sessions'],
    ],
    ['planner', ['execution_predicted_seconds_sum', 'execution_drift_ratio', 'attainment_delivered_ratio']],
    ['outcome-forwarder', ['outcomes_copied_total', 'kafka_reachable', 'ready']],
  ])('are measured on their way by the %s: %j', async (name, moved) => {
    for (const metric of moved)
      while (!((await system.service(name).counter(`harmonybatch_${metric}`)) > 0)) await sleep(pollMs);
  });
});
