import { modelVersionOf, topics, type PlanPublished } from '@harmonybatch/contracts';
import { FunctionRefusedError } from '@harmonybatch/ports';
import { FakePlatform } from '../../../libs/ports/test/fake-ports';
import { listFunctions, pruneFunctions, type FunctionsOptions, type PruneOptions } from '../src/commands/functions';
import { Refusal } from '../src/refusal';
import { capturedTerminal } from './captured-terminal';
import { planOf, vgg19 } from './fake-system';
import { FedViews } from './kafka-records';

const app = { name: 'photos', model: 'vgg19', sloMs: 500 };
const nowMs = Date.now();
const minuteMs = 60_000;

/** A plan that names one function, made so long ago. */
const planFor = (functionName: string, ageMs = 0): PlanPublished => {
  const plan = planOf([app]);
  const id = [...functionName]
    .map((letter) => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(16, '0')
    .slice(-16);
  return { ...plan, plannedAtMs: nowMs - ageMs, groups: plan.groups.map((group) => ({ ...group, id, functionName })) };
};

function setUp(names: readonly string[]) {
  const platform = new FakePlatform();
  for (const name of names) platform.functions.set(name, undefined as never);
  const fed = new FedViews();
  fed.put(topics.modelProfiled.name, 'vgg19', vgg19);
  const terminal = capturedTerminal();
  const statuses: number[] = [];
  const questions: string[] = [];
  const interrupt = new AbortController();
  const context = {
    terminal,
    env: {},
    folder: '/',
    onInterrupt: () => interrupt.signal,
    exitWith: (status: number) => void statuses.push(status),
  };
  const asking = (answer: boolean) => ({ ...context, ask: async (text: string) => (questions.push(text), answer) });
  const open = <T>(_: unknown, work: (of: never) => Promise<T>): Promise<T> =>
    work({ owner: 'shop-@cluster', functionPrefix: 'hb-', platform, views: fed.views } as never);
  const list = (options: Partial<FunctionsOptions> = {}) => listFunctions({ grace: 900, ...options }, context, open);
  const prune = (options: Partial<PruneOptions> = {}, answer?: boolean) =>
    pruneFunctions({ grace: 900, ...options }, answer === undefined ? context : asking(answer), open);
  const put = (plan: PlanPublished): number => fed.put(topics.planPublished.name, 'vgg19', plan);
  return { platform, fed, terminal, statuses, questions, interrupt, list, prune, put };
}

describe('functions list', () => {
  it('says of each function its state and the plans that use it, as JSON too', async () => {
    const { put, list, terminal, statuses, fed, platform } = setUp(['hb-now', 'hb-before', 'hb-old', 'hb-pinned']);
    put(planFor('hb-old', 60 * minuteMs));
    put(planFor('hb-before', 30 * minuteMs));
    const epoch = put(planFor('hb-now', minuteMs));
    const pin = { model: 'vgg19', epoch: 7, plan: planFor('hb-pinned'), pinnedAtMs: nowMs };
    fed.put(topics.planPinned.name, 'vgg19', pin);
    platform.states.set('hb-old', { name: 'hb-old', state: 'failed', reason: 'its image is gone', unclaimed: true });
    await list({ json: true });
    expect(JSON.parse(terminal.stdout)).toEqual({
      deployment: 'shop-@cluster',
      functionPrefix: 'hb-',
      functions: [
        { name: 'hb-before', state: 'ready', usedBy: [{ model: 'vgg19', epoch: epoch - 1, use: 'earlier' }] },
        { name: 'hb-now', state: 'ready', usedBy: [{ model: 'vgg19', epoch, use: 'in_force' }] },
        { name: 'hb-old', state: 'failed', reason: 'its image is gone', unclaimed: true, usedBy: [] },
        { name: 'hb-pinned', state: 'ready', usedBy: [{ model: 'vgg19', epoch: 7, use: 'pinned' }] },
      ],
      missing: [],
    });
    expect(statuses).toEqual([]);
    terminal.stdout = '';
    await list();
    expect(terminal.stdout).toMatch(/hb-old +failed: its image is gone, without tags +no plan/);
    expect(terminal.stdout).toMatch(new RegExp(`hb-now +ready +vgg19, epoch ${epoch}, in force`));
  });

  it('names a plan once, however often it was only repriced', async () => {
    const { put, list, terminal } = setUp(['hb-before', 'hb-now']);
    for (const ageMs of [3_000, 2_000]) put(planFor('hb-before', ageMs));
    put(planFor('hb-now', 1_000));
    const epoch = put(planFor('hb-now'));
    await list({ json: true });
    expect((JSON.parse(terminal.stdout) as { functions: object[] }).functions).toEqual([
      { name: 'hb-before', state: 'ready', usedBy: [{ model: 'vgg19', epoch: epoch - 2, use: 'earlier' }] },
      { name: 'hb-now', state: 'ready', usedBy: [{ model: 'vgg19', epoch, use: 'in_force' }] },
    ]);
  });

  it('ends with 1 where a function of a plan in force is missing or cannot be called', async () => {
    const { put, list, statuses, terminal, platform } = setUp([]);
    put(planFor('hb-now'));
    await list();
    expect(terminal.stdout).toMatch(/hb-now +missing/);
    platform.functions.set('hb-now', undefined as never);
    platform.states.set('hb-now', { name: 'hb-now', state: 'disabled' });
    await list();
    expect(statuses).toEqual([1, 1]);
    platform.states.clear();
    await list();
    expect(statuses).toEqual([1, 1]);
  });

  it('lets no function drive the terminal', async () => {
    const { list, terminal, platform } = setUp(['hb-a']);
    platform.states.set('hb-a', { name: 'hb-a', state: 'failed', reason: 'no\u001b[2J' });
    await list();
    expect(terminal.stdout).toContain('no\\u{1b}[2J');
  });
});

describe('functions prune', () => {
  it('removes what no plan uses, and says so; --dry-run only says so', async () => {
    const { put, prune, terminal, statuses, platform } = setUp(['hb-now', 'hb-old']);
    put(planFor('hb-now'));
    await prune({ dryRun: true });
    expect(terminal.stdout).toBe('  would be removed: hb-old\n');
    expect(platform.functions.size).toBe(2);
    await prune({ yes: true, json: true });
    expect(JSON.parse(terminal.stdout.slice(terminal.stdout.indexOf('{')))).toMatchObject({
      dryRun: false,
      removed: ['hb-old'],
      failed: [],
      left: [],
    });
    expect([...platform.functions.keys()]).toEqual(['hb-now']);
    expect(statuses).toEqual([]);
  });

  it('asks first, and removes nothing without a yes', async () => {
    const { prune, statuses, questions, platform } = setUp(['hb-old']);
    await expect(prune()).rejects.toThrow(Refusal);
    await prune({}, false);
    expect(questions).toEqual(['Remove one function: hb-old?']);
    expect(statuses).toEqual([1]);
    expect(platform.functions.size).toBe(1);
    await prune({}, true);
    expect(platform.functions.size).toBe(0);
  });

  it('waits for a plan that is being made, for its functions are not known yet', async () => {
    const { fed, prune, platform } = setUp(['hb-draft']);
    const report = { model: 'vgg19', modelVersion: modelVersionOf(vgg19), reason: 'app', apps: 1 };
    const preparing = { ...report, state: 'preparing', sinceMs: nowMs, reportedAtMs: nowMs };
    fed.put(topics.planningReported.name, 'vgg19', preparing);
    await expect(prune({ yes: true })).rejects.toThrow('A plan of vgg19 is being made');
    expect(platform.functions.size).toBe(1);
    await prune({ yes: true, force: true });
    expect(platform.functions.size).toBe(0);
  });

  it('goes on after one that cannot be removed, and ends with 1', async () => {
    const { prune, platform, terminal, statuses } = setUp(['hb-a', 'hb-b']);
    const remove = platform.remove.bind(platform);
    jest.spyOn(platform, 'remove').mockImplementation(async (name) => {
      if (name === 'hb-a') throw new FunctionRefusedError(name, 'permission', 'may not be deleted');
      await remove(name);
    });
    await prune({ yes: true });
    expect(terminal.stdout).toBe('  removed hb-b\n  hb-a stays: may not be deleted\n');
    expect(statuses).toEqual([1]);
  });

  it('keeps what a plan needs by then, and what is left after Ctrl-C', async () => {
    const { put, prune, platform, terminal, interrupt } = setUp(['hb-a', 'hb-b', 'hb-c']);
    const remove = platform.remove.bind(platform);
    jest.spyOn(platform, 'remove').mockImplementation(async (name) => {
      await remove(name);
      put(planFor('hb-b'));
      if (name === 'hb-c') interrupt.abort();
    });
    await prune({ yes: true });
    expect(terminal.stdout).toBe('  removed hb-a\n  removed hb-c\n  stays: hb-b\n');
  });
});
