import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import { replannerDefaults, type PlanningTask } from '@harmonybatch/pipeline';
import { examples } from '../../../libs/contracts/test/examples';
import { RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { PlanningThreadPool } from '../src/planning-threads/planning-thread-pool';
import { ThreadedPlanMaker } from '../src/planning-threads/threaded-plan-maker';

const planThread = join(__dirname, '..', 'dist', 'planning-threads', 'plan-thread.js');
const longMs = 60_000;
/** Long enough for a thread to begin on a busy machine. */
const shortMs = 2_500;

function taskOf(apps: number): PlanningTask {
  const registered = Array.from({ length: apps }, (_, index) => ({
    name: `app-${index}`,
    model: 'resnet',
    sloMs: 10_000 + index,
  }));
  return {
    model: examples['model.profiled'] as ModelProfiled,
    apps: registered,
    ratesHz: new Map(registered.map(({ name }, index) => [name, 1 + (index % 7)])),
    reason: 'first',
    config: replannerDefaults,
    settings: '0123456789abcdef',
    nowMs: 1_800_000_000_000,
  };
}

const namesOf = (plan: PlanPublished): string[] => plan.groups.flatMap(({ apps }) => apps.map(({ name }) => name));

let folder: string;
let threads: PlanningThreadPool;
const events = new RecordedEvents();

/** Threads that run the program given, in which `answer` is told of each task. */
function threadsOf(program: string): PlanningThreadPool {
  const file = join(folder, 'thread.cjs');
  writeFileSync(
    file,
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ task }) => { ${program} });
     const answer = (draft) => parentPort.postMessage({ made: { draft, repriced: null } });`,
  );
  return (threads = new PlanningThreadPool(file, 1));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'planning-threads-'));
  events.faults.length = 0;
});
afterEach(async () => {
  await threads.close();
  rmSync(folder, { recursive: true });
});

it('plans while the process goes on with what else it has to do', async () => {
  threads = new PlanningThreadPool(planThread, 1);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const making = new ThreadedPlanMaker(threads, longMs, events).make(taskOf(100));
  // Left running it would keep the whole test run from ending where no plan is made.
  const { draft } = await making.finally(() => clearInterval(timer));
  expect(namesOf(draft)).toHaveLength(100);
  expect([draft.settings, draft.strategy]).toEqual(['0123456789abcdef', 'exact']);
  expect(turns).toBeGreaterThan(0);
});

it('plans one task after another in the threads that there are', async () => {
  threads = new PlanningThreadPool(planThread, 2);
  const maker = new ThreadedPlanMaker(threads, longMs, events);
  const plans = await Promise.all([1, 2, 3, 4, 5].map((apps) => maker.make(taskOf(apps))));
  expect(plans.map(({ draft }) => namesOf(draft).length)).toEqual([1, 2, 3, 4, 5]);
});

it.each([
  ['that does not stop', 'for (;;);', shortMs],
  ['that ends', 'process.exit(1);', longMs],
  ['that throws', 'setImmediate(() => { throw new Error("out of memory"); });', longMs],
])('takes a quicker strategy in the place of one %s, and the plan says so', async (_what, program, limitMs) => {
  const maker = new ThreadedPlanMaker(
    threadsOf(
      `if (task.config.strategy === 'exact') { ${program} } else answer({ strategy: task.config.strategy, settings: task.settings });`,
    ),
    limitMs,
    events,
  );
  const { draft } = await maker.make(taskOf(3));
  expect(draft).toMatchObject({ strategy: 'harmony', settings: '0123456789abcdef' });
  expect(draft.notes).toEqual([expect.stringMatching(/"exact" found no plan for 3 apps .* made by "harmony"/)]);
  expect(events.faults).toHaveLength(1);
});

it('fails where that gives no answer either, and plans the next task', async () => {
  threadsOf(`if (task.apps.length === 1) answer({ strategy: task.config.strategy }); else for (;;);`);
  const hasty = new ThreadedPlanMaker(threads, shortMs, events);
  await expect(hasty.make(taskOf(2))).rejects.toThrow('no answer within 5000 ms');
  const patient = new ThreadedPlanMaker(threads, longMs, events);
  await expect(patient.make(taskOf(1))).resolves.toMatchObject({ draft: { strategy: 'exact' } });
});

it('says why no plan can be made', async () => {
  threads = new PlanningThreadPool(planThread, 1);
  const task = { ...taskOf(1), config: { ...replannerDefaults, strategy: 'none' } };
  await expect(new ThreadedPlanMaker(threads, longMs, events).make(task)).rejects.toThrow('strategy "none" is unknown');
});
