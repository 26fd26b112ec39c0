import type { Logger } from 'pino';
import { flag } from '../config/kinds';
import { helpText } from '../config/help';
import { kafkaSettingsOf, type SharedConfig } from '../config/kafka-settings-of';
import { ConfigError, readConfig, type Environment } from '../config/read-config';
import { sharedVariables } from '../config/shared-variables';
import type { ConfigOf, Variables } from '../config/variable';
import { createLogger } from '../observability/logger';
import { exitWithParent } from './exit-with-parent';
import { ProcessEnd } from './process-end';
import type { ServiceDefinition } from './service-definition';
import { startService } from './start-service';

const processVariables = {
  exitWithParent: flag('HARMONYBATCH_EXIT_WITH_PARENT', {
    about: 'Whether to end when standard input closes.',
    default: false,
  }),
} as const;

/** Exit code for a configuration that is wrong. */
const wrongConfig = 2;

interface AllConfig<V extends Variables> {
  readonly shared: SharedConfig;
  readonly own: ConfigOf<V>;
  readonly exitWithParent: boolean;
}

/** Reads everything before it judges, so that all problems are told at once. */
function readAll<V extends Variables>(definition: ServiceDefinition<V>, environment: Environment): AllConfig<V> {
  const problems: string[] = [];
  const read = <W extends Variables>(variables: W): ConfigOf<W> | undefined => {
    try {
      return readConfig(environment, variables);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const shared = read(sharedVariables);
  const ownProcess = read(processVariables);
  const own = read((definition.variables ?? {}) as V);
  if (!shared || !own || !ownProcess) throw new ConfigError(problems);
  kafkaSettingsOf(definition.name, shared);
  return { shared, own, exitWithParent: ownProcess.exitWithParent };
}

function exitOnWrongConfig(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n--help lists every variable.\n`);
  process.exit(wrongConfig);
}

async function run<V extends Variables>(
  definition: ServiceDefinition<V>,
  config: AllConfig<V>,
  logger: Logger,
  end: ProcessEnd,
): Promise<void> {
  const service = await startService(definition, {
    shared: config.shared,
    config: config.own,
    logger,
    onFatal: (error) => end.fatal(error),
  });
  end.stopBy(() => service.stop());
  logger.info({ url: service.url }, 'listening');
  await service.ready;
  logger.info('ready');
}

/**
 * Runs a service as this process, until a signal ends it. Never rejects: a wrong configuration exits with code 2 and
 * says so on standard error, any other fault with code 1.
 */
export async function runService<V extends Variables>(definition: ServiceDefinition<V>): Promise<void> {
  const variables = { ...sharedVariables, ...processVariables, ...definition.variables };
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText(definition.name, definition.purpose, variables));
    return;
  }
  let config: AllConfig<V>;
  try {
    config = readAll(definition, process.env);
  } catch (error) {
    exitOnWrongConfig(error);
  }
  const logger = createLogger(definition.name, config.shared.logLevel);
  const end = new ProcessEnd(logger, config.shared.shutdownGraceMs);
  end.watch();
  if (config.exitWithParent) exitWithParent(process.stdin, () => end.gracefully('standard input closed'));
  try {
    await run(definition, config, logger, end);
  } catch (error) {
    if (error instanceof ConfigError) exitOnWrongConfig(error);
    end.fatal(error instanceof Error ? error : new Error(String(error)));
  }
}
