import type { Options } from '../options';
import type { Screen } from '../output/screen';
import { kafkaPart, redisPart } from '../parts/backend-parts';
import { serviceNames } from '../parts/service-names';
import { replicaParts, serviceEnvironment, type Reach } from '../parts/service-parts';
import type { LocalConfig } from '../local-variables';
import type { LocalPlatform } from '../platforms/local-platform';
import { StateFolder } from '../state-folder';
import type { Part, RunningPart } from '../supervise/part';
import type { Supervisor } from '../supervise/supervisor';

export interface StartSystem {
  readonly options: Pick<Options, 'replicas'>;
  readonly env: NodeJS.ProcessEnv;
  readonly config: LocalConfig;
  readonly state: StateFolder;
  readonly platform: LocalPlatform;
  readonly supervisor: Supervisor;
  readonly screen: Screen;
}

/** Starts a part as a step that people see; with an address from the environment there is nothing to start. */
async function startOrUse(
  title: string,
  given: string | undefined,
  part: () => Part,
  to: StartSystem,
): Promise<string> {
  if (given) {
    to.screen.good(title, `${shownUrl(given)} (given)`);
    return given;
  }
  const { url } = await to.screen.step(
    title,
    (say) => to.supervisor.start(part(), say),
    ({ url }) => url,
  );
  return url;
}

/** A URL may hold a password. */
function shownUrl(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//…@');
}

async function startServices(parts: readonly Part[], to: StartSystem): Promise<void> {
  let ready = 0;
  const startOne = async (part: Part, say: (message: string) => void): Promise<RunningPart> => {
    const running = await to.supervisor.start(part, say);
    ready++;
    say(`${ready} of ${parts.length} ready: ${part.name}`);
    return running;
  };
  const startAll = (say: (message: string) => void): Promise<RunningPart[]> => {
    say('starting');
    return Promise.all(parts.map((part) => startOne(part, say)));
  };
  await to.screen.step('services', startAll, (started) => `${started.length} ready`);
}

/** Brokers, platform, services, in this order; resolves when all are ready for work. */
export async function startSystem(to: StartSystem): Promise<Reach> {
  const { env, config, state, platform } = to;
  const [kafkaBrokers, redisUrl, platformUrl] = await Promise.all([
    startOrUse('Kafka', config.kafkaBrokers, () => kafkaPart(state, config), to),
    startOrUse('Redis', config.redisUrl, () => redisPart(state, config), to),
    startOrUse(platform.title, undefined, () => platform.part, to),
  ]);
  const kafkaGiven = config.kafkaBrokers !== undefined;
  const reached = platform.reachedAt(platformUrl);
  const reach = { kafkaBrokers, kafkaGiven, topicPrefix: config.kafkaTopicPrefix, redisUrl, platform: reached };
  const envOf = (port: number | undefined): NodeJS.ProcessEnv => serviceEnvironment(env, reach, port);
  const parts = serviceNames.flatMap((name) => replicaParts(name, to.options.replicas, state, config, envOf));
  await startServices(parts, to);
  return reach;
}

/** Where each service is and writes its log. */
export function showServices(running: readonly (readonly [Part, RunningPart])[], screen: Screen): void {
  const nameWidth = Math.max(...running.map(([{ name }]) => name.length));
  const urlWidth = Math.max(...running.map(([, { url }]) => url.length));
  for (const [{ name, logFile }, { url }] of running) {
    const row = `      ${name.padEnd(nameWidth)}  ${url.padEnd(urlWidth)}  ${StateFolder.shown(logFile)}`;
    screen.line(screen.paint('dim', row));
  }
}
