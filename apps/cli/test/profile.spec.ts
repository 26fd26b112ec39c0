import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuLatency, invocationCost, priceBooks, type ModelProfile } from '@harmonybatch/model';
import { parse } from 'yaml';
import { parseModels } from '../src/registry/entries';
import { pointKey, type MeasuredPoint } from '../src/profile/measured-point';
import { profileModel } from '../src/profile/profile-model';
import type { ProfileOptions } from '../src/profile/profile-options';
import { Refusal } from '../src/refusal';
import { capturedTerminal, cli } from './captured-terminal';
import { ScriptedAccess } from './scripted-access';

const sizes = [1, 2, 3, 4];
const work = (by: number) => (size: number) => ({
  form: 'reciprocal' as const,
  workVcpuSeconds: by * (0.05 * size + 0.01),
  baseSeconds: by * (0.004 * size + 0.02),
});
const secret: ModelProfile = {
  cpu: { memoryMb: { slopeMbPerRequest: 0, baseMb: 512 }, avg: sizes.map(work(1)), max: sizes.map(work(1.2)) },
  gpu: {
    card: 'A10',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.003,
    xi1SecondsPerRequest: 0.012,
    xi2Seconds: 0.03,
    memoryMb: 512,
    batchLimitByGb: [0, 0, 16],
    gpuShare: 1,
    cpuShare: 0,
  },
};
const model = { name: 'worked', version: '<b>1</b>', image: 'registry.example/worked:1', port: 9000 };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hb-profile-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function setUp(given: Partial<ProfileOptions> = {}) {
  const file = join(folder, 'model.json');
  writeFileSync(file, JSON.stringify(model));
  const at = (name: string): string => join(folder, name);
  const options: ProfileOptions = {
    file,
    on: ['cpu'],
    vcpu: { least: 0.25, most: 4 },
    target: 0.05,
    minRuns: 20,
    maxRuns: 60,
    expect: 0.1,
    parallel: 3,
    timeout: 60,
    prices: 'prototype-2023-cny',
    catalogue: 'alibaba-2023',
    state: at('points.jsonl'),
    out: at('profile.yaml'),
    report: at('profile.html'),
    yes: true,
    ...given,
  };
  const access = new ScriptedAccess(secret);
  const terminal = capturedTerminal();
  const interrupt = new AbortController();
  const run = (changed: Partial<ProfileOptions> = {}): Promise<void> =>
    profileModel(
      'worked',
      { ...options, ...changed },
      { terminal, env: {}, folder, onInterrupt: () => interrupt.signal, exitWith: () => undefined },
      async () => access,
    );
  return { options, access, terminal, interrupt, run };
}

const pointsIn = (path: string): number => readFileSync(path, 'utf8').trim().split('\n').length - 1;
const rejection = async (work: Promise<void>): Promise<Refusal> => {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error;
  throw error;
};

it('measures a function, writes a profile that is right and a page, and leaves nothing behind', async () => {
  const { options, access, terminal, run } = setUp();
  await run();
  const [written] = parseModels([parse(readFileSync(options.out!, 'utf8'))], options.out!);
  expect(written).toMatchObject(model);
  const { cpu } = written!.profile;
  for (const vcpu of [0.25, 0.5, 1.5, 4])
    for (const size of sizes) {
      const error = cpuLatency(cpu!, vcpu, size).avgSeconds / cpuLatency(secret.cpu!, vcpu, size).avgSeconds - 1;
      expect(Math.abs(error)).toBeLessThan(0.061);
    }
  expect(access.functions.size).toBe(0);
  expect(cpu!.fit!.runs).toBe(access.invoked.length - cpu!.fit!.points);
  expect(terminal.stdout).toContain('work / vCPU, linear in the batch');
  const page = readFileSync(options.report!, 'utf8');
  expect(page).toContain('<svg');
  expect(page).toContain('&lt;b&gt;1&lt;/b&gt;');
  expect(page).not.toMatch(/<script|<b>1/);
});

it('says what it will cost, and measures nothing without a yes', async () => {
  const { access, terminal, run } = setUp();
  const { hint } = await rejection(run({ yes: false }));
  expect(hint).toContain('--yes');
  expect(terminal.stderr).toMatch(/usually\s+9 points, 369 runs, .* CNY\n\s+at most/);
  expect(access.invoked).toEqual([]);
});

it('spends no more than the budget, and goes on where it stopped', async () => {
  const { options, access, run } = setUp({ budget: 0.004 });
  const { message } = await rejection(run());
  expect(message).toContain('The budget is spent');
  const prices = priceBooks['prototype-2023-cny']!;
  const spent = access.invoked.reduce(
    (sum, { vcpu, seconds }) => sum + invocationCost(prices, { type: 'cpu', vcpu, memoryMb: vcpu * 1024 }, seconds),
    0,
  );
  expect(spent).toBeLessThanOrEqual(0.004);
  expect(access.functions.size).toBe(0);
  const before = pointsIn(options.state!);
  expect(before).toBeGreaterThan(0);
  const invoked = access.invoked.length;
  await run({ budget: 1 });
  const again = access.invoked.slice(invoked);
  const known = readFileSync(options.state!, 'utf8')
    .split('\n')
    .slice(1, before + 1)
    .map((line) => JSON.parse(line));
  for (const { shape, batchSize } of known as { shape: { vcpu: number }; batchSize: number }[])
    expect(again).not.toContainEqual(expect.objectContaining({ vcpu: shape.vcpu, batchSize }));
  expect(existsSync(options.out!)).toBe(true);
});

it('removes its functions when it is interrupted, and keeps what was measured', async () => {
  const { options, access, interrupt, run } = setUp();
  access.before = (number) => void (number === 100 && interrupt.abort());
  expect((await rejection(run())).message).toBe('Interrupted.');
  expect(access.functions.size).toBe(0);
  expect(access.invoked.length).toBeLessThan(100 + 3 + 1);
  expect(pointsIn(options.state!)).toBeGreaterThan(0);
});

it('removes what an earlier run left, and nothing of others', async () => {
  const { access, run } = setUp();
  await run();
  const left: string[] = [];
  access.functions.set('hb-others', { type: 'cpu', vcpu: 1, memoryMb: 1024 });
  access.before = () => {
    left.push(...access.functions.keys());
    return { kind: 'timeout', message: 'slow' };
  };
  rmSync(join(folder, 'points.jsonl'));
  expect((await rejection(run())).hint).toContain('--timeout');
  expect([...access.functions.keys()]).toEqual(['hb-others']);
  expect(left.some((name) => name.startsWith('hbprofile-'))).toBe(true);
});

it.each([
  ['an error of an item', '{"items":[{"id":"1","error":{"code":"bad","message":"no","retryable":false}}]}', 'an error'],
  ['no batch', 'hello', 'did not answer as functions do'],
  ['too few items', '{"items":[]}', '0 of'],
])('refuses to measure failures: %s', async (_, body, message) => {
  const { access, run } = setUp({ inputs: '{"x":1}' });
  access.before = () => ({ kind: 'answered', body, platformDurationMs: 3 });
  const refusal = await rejection(run());
  expect(refusal.message).toContain(message);
  expect(refusal.hint).toContain('--inputs');
});

it('measures each point as often as it is told to, also where fewer runs are precise enough', async () => {
  const { options, run } = setUp({ minRuns: 50, maxRuns: 50 });
  await run();
  const points = readFileSync(options.state!, 'utf8').trim().split('\n').slice(1);
  const runs = points.map((line) => (JSON.parse(line) as { seconds: number[] }).seconds.length);
  expect(new Set(runs)).toEqual(new Set([50]));
});

it('goes on with points that may have more runs than before, and repeats none of them', async () => {
  const { options, access, run } = setUp({ target: 0.001, maxRuns: 20 });
  const runsByPoint = (): Map<string, number> =>
    new Map(
      readFileSync(options.state!, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => JSON.parse(line) as MeasuredPoint)
        .map((point) => [pointKey(point), point.seconds.length]),
    );
  expect((await rejection(run())).hint).toContain('--max-runs');
  const [points, invoked] = [runsByPoint(), access.invoked.length];
  expect(new Set(points.values())).toEqual(new Set([20]));
  await rejection(run({ maxRuns: 50 }));
  expect(runsByPoint()).toEqual(new Map([...points.keys()].map((point) => [point, 50])));
  expect(access.invoked).toHaveLength(invoked + 31 * points.size);
  await rejection(run({ maxRuns: 50 }));
  expect(access.invoked).toHaveLength(invoked + 31 * points.size);
});

it('does not mix points of different models, and stands a line that was cut off', async () => {
  const { options, access, run } = setUp();
  await run();
  const measured = access.invoked.length;
  writeFileSync(options.state!, `${readFileSync(options.state!, 'utf8')}{"shape":{"ty`);
  await run();
  expect(access.invoked).toHaveLength(measured);
  expect((await rejection(run({ inputs: '[1]' }))).message).toContain('points of another terms');
  writeFileSync(options.state!, 'nonsense\n');
  expect((await rejection(run())).message).toContain('holds no measured points');
});

it('refuses a fit that is no good with advice, and writes no profile', async () => {
  const { options, access, run } = setUp({ maxRuns: 20 });
  let number = 0;
  access.before = () => {
    number += 1;
    const items = sizes.map((id) => ({ id: String(id), outputs: 1 }));
    return { kind: 'answered', body: JSON.stringify({ items }), platformDurationMs: 10 * 4 ** (number % 5) };
  };
  const refusal = await rejection(run({ maxBatch: 4 }));
  expect(refusal.message).toMatch(/answered 4 of 1|no good/);
  expect(existsSync(options.out!)).toBe(false);
});

it('measures a card by few points, and leaves out shares that a batch does not fit into', async () => {
  const { options, run } = setUp({ on: ['gpu'] });
  await run();
  const { gpu, cpu } = (parse(readFileSync(options.out!, 'utf8')) as { profile: ModelProfile }).profile;
  expect(cpu).toBeUndefined();
  expect(gpu!.xi1SecondsPerRequest / 0.012).toBeCloseTo(1, 1);
  expect(gpu!.timeSliceSeconds / 0.003).toBeCloseTo(1, 0);
  expect(gpu!.gpuShare).toBeGreaterThan(0.9);
});

it('finds the largest batch that functions take, and profiles up to it', async () => {
  const { options, access, terminal, run } = setUp({ maxBatch: 4 });
  access.refuse = ({ vcpu }, batchSize) =>
    vcpu < 0.5 && batchSize > 2 ? 'the container was killed: out of memory' : null;
  await run();
  const { cpu } = (parse(readFileSync(options.out!, 'utf8')) as { profile: ModelProfile }).profile;
  expect(cpu!.avg).toHaveLength(2);
  expect(cpu!.measuredBatchSizes).toEqual({ least: 1, most: 2 });
  expect(terminal.stdout).toMatch(/batches +at most 2, for batches of 4 fail on 0.25 vCPU: .*out of memory/);
});

it('takes a failure that does not come again for chance', async () => {
  const { options, access, run } = setUp({ maxBatch: 4 });
  let failures = 1;
  access.refuse = (_, batchSize) => (batchSize === 4 && failures-- > 0 ? 'the container ended' : null);
  await run();
  expect((parse(readFileSync(options.out!, 'utf8')) as { profile: ModelProfile }).profile.cpu!.avg).toHaveLength(4);
});

it('refuses a function that fails with every batch', async () => {
  const { access, run } = setUp();
  access.refuse = () => 'the container ended';
  expect((await rejection(run())).message).toMatch(/could not be measured with batches of 1 .*the container ended/);
});

it('measures functions of the Open Inference Protocol with tensors of as many rows as the batch has items', async () => {
  const tensor = { name: 'x', shape: [1, 2], datatype: 'FP32', data: [0.5, 1] };
  const { options, access, run } = setUp({ inputs: JSON.stringify([tensor]) });
  writeFileSync(options.file!, JSON.stringify({ ...model, protocol: 'open-inference-v2' }));
  await run();
  expect(new Set(access.paths)).toEqual(new Set(['/v2/models/worked/infer']));
  expect(new Set(access.invoked.map(({ batchSize }) => batchSize))).toEqual(new Set(sizes));
  const [written] = parseModels([parse(readFileSync(options.out!, 'utf8'))], options.out!);
  expect(written).toMatchObject({ protocol: 'open-inference-v2' });
});

it.each([
  ['what is no tensor', '{"x":1}', 'No batch of the item'],
  [
    'tensors that do not agree on their rows',
    '[{"name":"x","shape":[1],"datatype":"FP32","data":[1]},{"name":"y","shape":[2],"datatype":"FP32","data":[1,2]}]',
    'one by one',
  ],
])('refuses %s for the Open Inference Protocol', async (_, inputs, message) => {
  const { options, access, run } = setUp({ inputs });
  writeFileSync(options.file!, JSON.stringify({ ...model, protocol: 'open-inference-v2' }));
  expect((await rejection(run())).message).toContain(message);
  expect(access.invoked).toEqual([]);
});

describe('the command line', () => {
  const at = { env: {} };
  it.each([
    [['profile', 'm', '--vcpu', '4-1'], 'a range of vCPU'],
    [['profile', 'm', '--on', 'tpu'], 'cpu, gpu or cpu,gpu'],
    [['profile', 'm', '--max-batch', '99'], 'whole number from 1 to 32'],
    [['profile', 'm', '--file', '/none.yaml'], 'does not exist'],
  ])('%j is refused', async (args, message) => {
    const { status, stderr } = await cli(args, at);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  it('names the variables of the platform that are missing', async () => {
    const { options } = setUp();
    const args = ['profile', 'worked', '--file', options.file!, '--yes', '--state', options.state!];
    const { status, stderr } = await cli(args, at);
    expect(status).toBe(1);
    expect(stderr).toContain('FC_ENDPOINT');
  });
});
