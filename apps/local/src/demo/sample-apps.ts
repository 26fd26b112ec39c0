import type { Screen } from '../output/screen';
import type { HarmonybatchCommand } from './harmonybatch-command';
import type { Samples } from './samples';

const trafficLength = '60s';

/** Whether plans come into force only once somebody approved them, or made their functions. */
export const plansWait = ({ HARMONYBATCH_PLAN_APPROVAL, HARMONYBATCH_PROVISIONING }: NodeJS.ProcessEnv): boolean =>
  HARMONYBATCH_PLAN_APPROVAL === 'required' || ['dry-run', 'external'].includes(HARMONYBATCH_PROVISIONING ?? '');

async function apply(
  kind: 'models' | 'apps',
  file: string,
  command: HarmonybatchCommand,
  ...more: string[]
): Promise<void> {
  const { status, said } = await command.quietly([kind, 'apply', file, ...more]);
  if (status !== 0) throw new Error(`harmonybatch ${kind} apply ${file} failed:\n${said}`);
}

/** Registers the sample model and its apps, and waits until a plan serves them: functions are made ready on the way. */
export async function registerSamples(samples: Samples, command: HarmonybatchCommand, screen: Screen): Promise<void> {
  const { model, modelFile, appsFile, ratesHz } = samples;
  const apps = Object.keys(ratesHz).length;
  await screen.step(
    'sample apps',
    async (say) => {
      say(`registering the model ${model}`);
      await apply('models', modelFile, command);
      say(`registering ${apps} apps; functions are made ready for their plan`);
      await apply('apps', appsFile, command);
    },
    () => `${apps} apps of ${model} are planned for`,
  );
}

const inputsOf = ({ inputs }: Samples): string[] => (inputs === undefined ? [] : ['--inputs', inputs]);

/** Registers them where plans wait for somebody: nothing serves them until then. */
export async function registerUnplanned(samples: Samples, command: HarmonybatchCommand, screen: Screen): Promise<void> {
  const apps = Object.keys(samples.ratesHz).length;
  await screen.step(
    'sample apps',
    async () => {
      await apply('models', samples.modelFile, command, '--no-wait');
      await apply('apps', samples.appsFile, command, '--no-wait');
    },
    () => `${apps} apps of ${samples.model} are registered; what their plan waits for: npx harmonybatch plan proposals`,
  );
}

/** Sends one request and waits for its answer. */
export async function firstAnswer(samples: Samples, command: HarmonybatchCommand, screen: Screen): Promise<void> {
  const { firstApp } = samples;
  await screen.step(
    'first answer',
    async (say) => {
      say(`one request of ${firstApp}`);
      const { status, said } = await command.quietly(['send', '--app', firstApp, ...inputsOf(samples)]);
      if (status !== 0) throw new Error(`the first request was not answered with ok:\n${said}`);
    },
    () => `${process.uptime().toFixed(1)} s after the start`,
  );
}

/** Sends the sample traffic with a live line, then the report; resolves with the exit status. */
export async function replayTraffic(
  samples: Samples,
  command: HarmonybatchCommand,
  reportFile: string,
  json: boolean,
): Promise<number> {
  const poisson = Object.entries(samples.ratesHz).map(([app, rateHz]) => `${app}=${rateHz}`);
  const report = ['--report', reportFile, ...(json ? ['--json'] : [])];
  const traffic = ['--poisson', poisson.join(','), '--duration', trafficLength, ...inputsOf(samples)];
  return command.onTerminal(['replay', ...traffic, ...report], 'stdout');
}
