import { join } from 'node:path';
import type { Screen } from '../output/screen';
import { workspaceRoot } from '../state-folder';
import type { HarmonybatchCommand } from './harmonybatch-command';

const sample = (file: string): string => join(workspaceRoot, 'apps', 'local', 'samples', file);

/** Requests per second of each sample app, as samples/apps.yaml expects them. */
const ratesHz = { 'app-400ms': 5, 'app-500ms': 10, 'app-800ms': 10, 'app-1000ms': 15 } as const;
const trafficLength = '60s';
/** The app whose first answer is timed. */
const firstApp = 'app-500ms';

async function apply(kind: 'models' | 'apps', file: string, command: HarmonybatchCommand): Promise<void> {
  const { status, said } = await command.quietly([kind, 'apply', sample(file)]);
  if (status !== 0) throw new Error(`harmonybatch ${kind} apply ${sample(file)} failed:\n${said}`);
}

/** Registers the sample model and its apps, and waits until a plan serves them: functions are made ready on the way. */
export async function registerSamples(command: HarmonybatchCommand, screen: Screen): Promise<void> {
  await screen.step(
    'sample apps',
    async (say) => {
      say('registering the model vgg19');
      await apply('models', 'vgg19.yaml', command);
      say('registering four apps; functions are made ready for their plan');
      await apply('apps', 'apps.yaml', command);
    },
    () => `${Object.keys(ratesHz).length} apps of vgg19 are planned for`,
  );
}

/** Sends one request and waits for its answer. */
export async function firstAnswer(command: HarmonybatchCommand, screen: Screen): Promise<void> {
  await screen.step(
    'first answer',
    async (say) => {
      say(`one request of ${firstApp}`);
      const { status, said } = await command.quietly(['send', '--app', firstApp]);
      if (status !== 0) throw new Error(`the first request was not answered with ok:\n${said}`);
    },
    () => `${process.uptime().toFixed(1)} s after the start`,
  );
}

/** Sends the sample traffic with a live line, then the report; resolves with the exit status. */
export async function replayTraffic(command: HarmonybatchCommand, reportFile: string, json: boolean): Promise<number> {
  const poisson = Object.entries(ratesHz).map(([app, rateHz]) => `${app}=${rateHz}`);
  const report = ['--report', reportFile, ...(json ? ['--json'] : [])];
  const args = ['replay', '--poisson', poisson.join(','), '--duration', trafficLength, ...report];
  return command.onTerminal(args, 'stdout');
}
