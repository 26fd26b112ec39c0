import { join } from 'node:path';
import type { Compose } from './engine/compose';
import type { DockerEngine } from './engine/docker-engine';
import { obtainBaseImages } from './images/base-images';
import type { Steps } from './report/steps';
import { checkConsole, checkRefusal } from './steps/console-step';
import { checkImage } from './steps/image-step';
import { checkBill } from './steps/sbom-step';
import { checkMonitoring } from './steps/monitoring-step';
import { trafficUnderChange } from './steps/traffic-step';
import type { Console } from './system/console';
import type { HarmonybatchCommand } from './system/harmonybatch-command';
import type { Monitoring } from './system/monitoring';
import type { OutcomeCount } from './system/outcome-count';

export interface ComposeRun {
  readonly engine: DockerEngine;
  readonly compose: Compose;
  readonly harmonybatch: HarmonybatchCommand;
  readonly monitoring: Monitoring;
  readonly console: Console;
  readonly outcomes: OutcomeCount;
  /** The top of the repository. */
  readonly folder: string;
  /** For what is there only until an image is made. */
  readonly scratch: string;
  readonly logs: string;
  /** Length of a round of traffic, s. */
  readonly seconds: number;
  readonly offline: boolean;
}

const upTimeoutMs = 240_000;
const answerTries = 5;
/** As long as a request of a sample may wait. */
const settleTimeoutMs = 60_000;

const named = (what: string, images: readonly string[]): string[] =>
  images.length > 0 ? [`${what}: ${images.join(' ')}`] : [];

async function baseImages({ engine, scratch, logs, folder, offline }: ComposeRun): Promise<string> {
  const { real, stoodInFor, missing } = await obtainBaseImages({ engine, folder: scratch, logs }, folder, offline);
  const found = [named('real', real), named('stood in for', stoodInFor), named('left out', missing)];
  return found.flat().join('; ');
}

async function up({ compose }: ComposeRun): Promise<string> {
  await compose.run('up', '--detach', '--no-build');
  const services = (await compose.run('config', '--services')).split('\n');
  const containers = await compose.untilHealthy({}, upTimeoutMs);
  const absent = services.filter((name) => !containers.some(({ service }) => service === name));
  // Those of a profile are not started unless it is asked for.
  return `${containers.length} containers are healthy${absent.length > 0 ? `; not asked for: ${absent.join()}` : ''}`;
}

/** Registers the samples as the README does. Each command waits until a plan serves them. */
async function samples({ harmonybatch, folder }: ComposeRun): Promise<string> {
  for (const [kind, file] of [
    ['models', 'vgg19.yaml'],
    ['apps', 'apps.yaml'],
  ] as const)
    await harmonybatch.run(kind, 'apply', join(folder, 'apps', 'local', 'samples', file));
  return 'a plan serves them';
}

/** On a busy machine a second may be too short for the first answers. */
async function firstAnswer({ harmonybatch }: ComposeRun): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const said = await harmonybatch.run('send', '--app', 'app-1000ms').catch((error: Error) => error);
    if (typeof said === 'string') return `ok at try ${tried}`;
    if (tried === answerTries) throw said;
  }
}

async function down(run: ComposeRun): Promise<string> {
  const compose = run.compose.uninterrupted();
  await compose.run('down', '--volumes');
  const left = await compose.leftovers();
  if (left.length > 0) throw new Error(`it left ${left.join()}`);
  return 'nothing is left';
}

/** Tries docker-compose.yml from its images to its end; what needs a step that failed is not tried. */
export async function runCompose(run: ComposeRun, steps: Steps): Promise<void> {
  const attempts: readonly (readonly [string, () => Promise<string>])[] = [
    ['base images', () => baseImages(run)],
    ['build', async () => (await run.compose.run('build'), 'harmonybatch:local')],
    ['image', () => checkImage(run.engine)],
    ['bill of materials', () => checkBill(run.engine)],
    ['console without a token', () => checkRefusal(run.engine)],
    ['up', () => up(run)],
    ['monitoring', () => checkMonitoring(run)],
    ['sample apps', () => samples(run)],
    ['first answer', () => firstAnswer(run)],
    ['scaled and killed under traffic', () => trafficUnderChange(run, run.seconds, steps.say)],
    ['outcomes by id', () => run.outcomes.check(settleTimeoutMs)],
    ['console', () => checkConsole(run)],
  ];
  try {
    for (const [name, attempt] of attempts) if (!(await steps.run(name, attempt))) break;
    await run.compose
      .uninterrupted()
      .run('logs', '--no-color')
      .catch(() => undefined);
  } finally {
    await steps.run('down', () => down(run));
  }
}
