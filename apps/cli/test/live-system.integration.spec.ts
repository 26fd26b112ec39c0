import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceRequested } from '@harmonybatch/contracts';
import { Kafka, logLevel } from 'kafkajs';
import type { ReplayReport } from '../src/replay/report';
import { cli, type Ran } from './captured-terminal';
import { FakeSystem, outcomeOf, planOf } from './fake-system';

const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const prefix = `cli-${randomUUID().slice(0, 8)}.`;
const folder = mkdtempSync(join(tmpdir(), 'hb-cli-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const tightestSloMs = 100;
/** The first request of a replay is answered twice, app3's never. */
const respond = (request: InferenceRequested) => {
  onRequest();
  const outcome = outcomeOf(request, fake.epoch);
  if (request.app === 'app3') return [];
  return request.id?.endsWith('-0') ? [outcome, outcome] : [outcome];
};

let fake: FakeSystem;
/** Told of each request that the system gets. */
let onRequest: () => void = () => undefined;
const nextRequest = (): Promise<void> => new Promise((resolve) => (onRequest = resolve));
let emulator: Server;
let bill = 0;
let env: NodeJS.ProcessEnv;
const run = (...args: string[]): Promise<Ran> => cli(args, { env });

beforeAll(async () => {
  fake = await FakeSystem.start(brokers, prefix, { respond, tightestSloMs });
  emulator = createServer((_, response) => {
    response.end(JSON.stringify({ currency: 'CNY', total: bill, functions: [] }));
    bill += 0.01;
  });
  await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve));
  const { port } = emulator.address() as AddressInfo;
  env = {
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: prefix,
    FC_ENDPOINT: `http://127.0.0.1:${port}`,
  };
});

afterAll(async () => {
  await fake.stop();
  emulator.close();
  rmSync(folder, { recursive: true });
});

test('apps of a model that is not registered are refused', async () => {
  const { status, stderr } = await run('apps', 'apply', file('early.yaml', '{name: app1, model: vgg19, sloMs: 60000}'));
  expect(status).toBe(1);
  expect(stderr).toContain('harmonybatch models apply');
});

test('models and apps: created, unchanged, changed, and in force', async () => {
  const models = file('models.yaml', '{name: vgg19, version: "1", image: vgg, port: 8080, profile: vgg19}');
  const apps = file(
    'apps.yaml',
    'name: app1\nmodel: vgg19\nsloMs: 60000\n---\n- {name: app2, model: vgg19, sloMs: 60000}\n',
  );
  expect((await run('models', 'apply', models)).stdout).toContain('created   model vgg19');
  const first = await run('apps', 'apply', apps, '--json');
  expect(JSON.parse(first.stdout)).toEqual({
    changes: [
      { name: 'app1', change: 'created' },
      { name: 'app2', change: 'created' },
    ],
    waited: true,
    inForce: true,
    reasons: [],
  });
  expect((await run('apps', 'apply', apps)).stdout).toContain('unchanged app app2');
  writeFileSync(apps, '{name: app2, model: vgg19, sloMs: 50000}');
  expect((await run('apps', 'apply', apps)).stdout).toContain('changed   app app2');
  const listed = JSON.parse((await run('apps', 'list', '--json')).stdout) as unknown;
  expect(listed).toEqual([
    { name: 'app1', model: 'vgg19', sloMs: 60000 },
    { name: 'app2', model: 'vgg19', sloMs: 50000 },
  ]);
});

test('a model whose apps are planned already is in force as soon as its plan is', async () => {
  const model = (image: string): string =>
    file('models.yaml', `{profile: vgg19, port: 8080, image: ${image}, version: "1", name: vgg19}`);
  expect(await run('models', 'apply', model('vgg'))).toMatchObject({ status: 0, stderr: '' });
  const { status, stdout } = await run('models', 'apply', model('vgg:2'));
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('in force with plan') });
});

test('how a profile is corrected is shown, and reset for good where it is held', async () => {
  expect((await run('calibration', 'show')).stdout).toBe('Profiles are taken as they were measured.\n');
  expect((await run('calibration', 'reset', 'bert')).stderr).toContain('No model bert is registered');
  expect((await run('calibration', 'reset', 'vgg19', '--hold')).stdout).toContain('corrected no more');
  const [shown] = JSON.parse((await run('calibration', 'show', 'vgg19', '--json')).stdout) as unknown[];
  expect(shown).toMatchObject({ model: 'vgg19', cpu: 1, gpu: 1, reason: 'reset', isHeld: true, history: [] });
  await run('calibration', 'reset', 'vgg19');
  const { stdout } = await run('calibration', 'show');
  expect(stdout.match(/× 1\.00/g)).toHaveLength(4);
  expect(stdout).not.toContain('held');
});

test('one bad entry and nothing is written', async () => {
  const { status } = await run(
    'apps',
    'apply',
    file('half.yaml', '[{name: app9, model: vgg19, sloMs: 500}, {name: x y}]'),
  );
  expect(status).toBe(1);
  expect((await run('apps', 'list')).stdout).not.toContain('app9');
});

test('an app that cannot be served ends with 1 and the tightest SLO', async () => {
  const { status, stderr } = await run('apps', 'apply', file('fast.yaml', '{name: fast, model: vgg19, sloMs: 20}'));
  expect(status).toBe(1);
  expect(stderr).toContain('fast asks for 20 ms, but the tightest SLO that can be met is 100 ms');
  expect((await run('apps', 'remove', 'fast')).status).toBe(0);
  expect((await run('apps', 'remove', 'fast')).stderr).toContain('No app fast is registered');
});

test('a plan that the planner cannot make is shown with its reason by the waiting command, plan show and apps list', async () => {
  const reason = 'Function Compute refused hb-mine: 400 profile missing; set HARMONYBATCH_SEND_PROFILE=true';
  fake.refusals.set('mine', reason);
  const models = file('mine.yaml', '{name: mine, version: "1", image: m, port: 8080, profile: bert}');
  expect((await run('models', 'apply', models)).status).toBe(0);
  const app = file('mine-app.yaml', '{name: mine-app, model: mine, sloMs: 60000}');
  const waited = await run('apps', 'apply', app, '--timeout', '5');
  expect(waited.status).toBe(1);
  expect(waited.stderr).toContain(`mine has no such plan yet: ${reason}`);
  expect(waited.stderr).toContain(`came within 5 s: ${reason}`);
  expect(waited.stderr).not.toContain('is the planner running?');
  const told = JSON.parse((await run('apps', 'apply', app, '--timeout', '1', '--json')).stdout) as object;
  expect(told).toMatchObject({ inForce: false, reasons: [expect.stringContaining(reason)] });

  const shown = await run('plan', 'show', 'mine');
  expect(shown.status).toBe(1);
  expect(shown.stderr).toContain(reason);
  expect((await run('plan', 'show')).stdout).toContain(`the plan that mine needs: ${reason}`);
  expect((await run('plan', 'show', '--json')).stderr).toContain(reason);
  const { stdout } = await run('apps', 'list');
  expect(stdout).toMatch(/mine-app .*planning fails/);
  expect(stdout).toContain(reason);
  expect(stdout).not.toMatch(/app1 .*planning fails/);

  fake.refusals.delete('mine');
  expect(
    (await run('apps', 'apply', file('mine-app.yaml', '{name: mine-app, model: mine, sloMs: 50000}'))).status,
  ).toBe(0);
  expect((await run('apps', 'remove', 'mine-app')).status).toBe(0);
  expect((await run('models', 'remove', 'mine')).status).toBe(0);
});

test('a model is held to the plan in force, which is shown, until it is let go', async () => {
  expect((await run('plan', 'unpin', 'vgg19')).stderr).toContain('Model vgg19 is held to no plan');
  expect((await run('plan', 'pin', 'none')).stderr).toContain('No plan of model none is in force');
  const pinned = await run('plan', 'pin', 'vgg19');
  expect(pinned).toMatchObject({ status: 0, stdout: expect.stringMatching(/^vgg19 is held to the plan of epoch \d+/) });
  expect((await run('plan', 'show', 'vgg19')).stdout).toMatch(/held to epoch \d+ since 20/);
  expect((await run('plan', 'unpin', 'vgg19')).status).toBe(0);
  expect((await run('plan', 'show', 'vgg19')).stdout).not.toContain('held to');
  const { stderr } = await run('plan', 'rollback', 'vgg19', '--epoch', '999999');
  expect(stderr).toContain('Kafka has no earlier plan of epoch 999999 of vgg19');
});

test('a topic for outcomes is applied, listed and shown as JSON, and changes no plan', async () => {
  const named = (topic: string): string =>
    file('topic.yaml', `{name: app1, model: vgg19, sloMs: 60000, attainment: , outcomeTopic: ${topic}}`);
  const refused = await run('apps', 'apply', named('inference.completed'));
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('app1.outcomeTopic') });
  expect((await run('apps', 'apply', named('shop.outcomes'))).stdout).toContain('changed   app app1');
  expect((await run('apps', 'list')).stdout).toMatch(/Outcome topic[\s\S]*app1 .*shop\.outcomes/);
  const [listed] = JSON.parse((await run('apps', 'list', '--json')).stdout) as object[];
  expect(listed).toEqual({ name: 'app1', model: 'vgg19', sloMs: 60000, outcomeTopic: 'shop.outcomes' });
});

test('a model in use is not removed', async () => {
  const { status, stderr } = await run('models', 'remove', 'vgg19');
  expect(status).toBe(1);
  expect(stderr).toContain('used by app1, app2');
});

test('the plan in force, its epoch being its offset', async () => {
  const plan = JSON.parse((await run('plan', 'show', 'vgg19', '--json')).stdout) as { epoch: number; model: string };
  expect(plan).toMatchObject({ epoch: fake.epoch, model: 'vgg19' });
  expect((await run('plan', 'show')).stdout).toContain('app1');
  expect((await run('plan', 'request', 'none')).status).toBe(1);
  expect((await run('plan', 'request', 'vgg19')).status).toBe(0);
});

test('send prints the answers', async () => {
  const { status, stdout } = await run('send', '--app', 'app1', '--count', '3', '--inputs', '{"x":1}', '--json');
  const answers = JSON.parse(stdout) as { latencyMs: number; outcome: { status: string } }[];
  expect(status).toBe(0);
  expect(answers.map(({ outcome }) => outcome.status)).toEqual(['ok', 'ok', 'ok']);
  expect(answers.every(({ latencyMs }) => latencyMs > 0)).toBe(true);
});

test('send ends with 1 where no answer comes', async () => {
  const { status, stderr } = await run('send', '--app', 'app3', '--timeout', '300ms');
  expect(status).toBe(1);
  expect(stderr).toContain('one request got no answer');
});

test('replay: every request answered once, the repeated outcome counted, the money by the bill', async () => {
  const trace = file('app1.csv', '40,20\n');
  const report = join(folder, 'report.json');
  const { status, stdout } = await run(
    ...['replay', '--trace', `app1=${trace}`, '--poisson', 'app2=0.5', '--duration', '2m', '--speed', '60'],
    ...['--json', '--report', report],
  );
  const found = JSON.parse(stdout) as ReplayReport;
  expect(status).toBe(0);
  expect(found).toMatchObject({
    lost: 0,
    unpublished: 0,
    duplicates: 1,
    unreadable: 0,
    attainment: 1,
    meanBatchSize: 2,
  });
  expect(found.apps[0]).toMatchObject({ name: 'app1', requests: 60, outcomes: { ok: 60 } });
  expect(found.answered).toBe(found.requests);
  expect(found.money?.spent).toMatchObject({ source: 'emulator-bill' });
  expect(found.money?.spent?.total).toBeCloseTo(0.01);
  expect(found.money?.predicted.perRequest).toBeCloseTo(5e-5, 12);
  expect(JSON.parse(readFileSync(report, 'utf8'))).toEqual(found);
});

test('replay follows the plans: a re-plan during the run is reported', async () => {
  const apps = ['app1', 'app2'].map((name) => ({ name, model: 'vgg19', sloMs: 60_000 }));
  const replaying = run('replay', '--poisson', 'app1=20', '--duration', '3s', '--json');
  const published = nextRequest().then(() => fake.publishPlan({ ...planOf(apps.slice(0, 1)), reason: 'rate' }));
  const found = JSON.parse((await replaying).stdout) as ReplayReport;
  await published;
  expect(found.replans).toMatchObject([{ reason: 'rate', changed: true, epoch: fake.epoch }]);
  expect(found.plans).toMatchObject([{ epoch: fake.epoch }]);
});

test('replay ends with its report when it is interrupted', async () => {
  const stop = new AbortController();
  const replaying = cli(['replay', '--poisson', 'app1=50', '--duration', '1h', '--json'], {
    env,
    interrupt: stop.signal,
  });
  await nextRequest();
  stop.abort();
  const { status, stdout } = await replaying;
  const found = JSON.parse(stdout) as ReplayReport;
  expect(status).toBe(130);
  expect(found.interrupted).toBe(true);
  expect(found.lost).toBe(0);
});

test('replay names lost requests and ends with 1', async () => {
  await run('apps', 'apply', file('app3.yaml', '{name: app3, model: vgg19, sloMs: 60000}'));
  const { status, stdout } = await run('replay', '--poisson', 'app3=50', '--duration', '1s', '--wait', '300ms');
  expect(status).toBe(1);
  expect(stdout).toMatch(/requests got no answer within the wait/);
});

test('replay refuses apps that are not registered', async () => {
  const { status, stderr } = await run('replay', '--poisson', 'nobody=1', '--duration', '1s');
  expect(status).toBe(1);
  expect(stderr).toContain('Not registered: nobody. Registered are: app1, app2, app3.');
});

test('no consumer group is left behind', async () => {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { groups } = await admin.listGroups();
  await admin.disconnect();
  expect(groups.filter(({ groupId }) => groupId.startsWith('harmonybatch-cli-'))).toEqual([]);
});
