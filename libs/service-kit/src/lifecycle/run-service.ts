import { printAnswer, parseArguments, usageExitCode } from '../config/arguments';
import { helpText } from '../config/help';
import { kafkaAccessFaults, type SharedConfig } from '../config/kafka-options-of';
import { ConfigError, readConfig, type Environment } from '../config/read-config';
import { sharedVariables } from '../config/shared-variables';
import type { ConfigOf, Variables } from '../config/variable';
import { createLogger, type ServiceLogger } from '../observability/logger';
import { exitWhenFlushed } from './exit-when-flushed';
import { ProcessShutdown } from './process-shutdown';
import type { ServiceDefinition } from './service-definition';
import { startService } from './start-service';

interface AllConfig<V extends Variables> {
  readonly shared: SharedConfig;
  readonly own: ConfigOf<V>;
}

/** Reads everything before it judges, so that all problems are reported at once. */
function readAll<V extends Variables>(definition: ServiceDefinition<V>, environment: Environment): AllConfig<V> {
  const problems: string[] = [...kafkaAccessFaults(environment)];
  const read = <W extends Variables>(
    variables: W,
    faults: (config: ConfigOf<W>) => readonly string[] = () => [],
  ): ConfigOf<W> | undefined => {
    try {
      const config = readConfig(environment, variables);
      problems.push(...faults(config));
      return config;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const shared = read(sharedVariables);
  const own = read((definition.variables ?? {}) as V, (config) => definition.faults?.(config) ?? []);
  if (problems.length > 0 || !shared || !own) throw new ConfigError(problems);
  return { shared, own };
}

/**
 * Ends the service when its standard input closes: a parent that starts it with a pipe there takes it along, even when
 * the parent is killed.
 */
function exitWithParent(stdin: NodeJS.ReadStream, end: () => void): void {
  stdin.on('end', end);
  stdin.on('error', end);
  stdin.resume();
}

function exitOnWrongConfig(error: ConfigError): void {
  process.stderr.write(`${error.message}\n--help lists every variable.\n`);
  exitWhenFlushed(usageExitCode);
}

async function run<V extends Variables>(
  definition: ServiceDefinition<V>,
  config: AllConfig<V>,
  logger: ServiceLogger,
  end: ProcessShutdown,
): Promise<void> {
  const service = await startService(definition, {
    shared: config.shared,
    config: config.own,
    logger,
    onFatal: (error) => end.fatal(error),
  });
  end.onShutdown(() => service.stop());
  logger.info({ url: service.url }, 'listening');
  if (await service.ready) logger.info('ready');
}

/**
 * Runs a service as this process, until a signal ends it. Never rejects: a wrong configuration exits with code 2 and
 * says so on standard error, any other fault with code 1.
 */
export async function runService<V extends Variables>(definition: ServiceDefinition<V>): Promise<void> {
  const variables = { ...sharedVariables, ...definition.variables };
  const help = (): string => helpText(definition.name, definition.purpose, variables);
  const asked = parseArguments(process.argv.slice(2), definition.name, help);
  if (asked.kind !== 'run') return printAnswer(asked);
  try {
    await runConfigured(definition, readAll(definition, process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    exitOnWrongConfig(error);
  }
}

/** @throws ConfigError where Kafka holds something else than is configured */
async function runConfigured<V extends Variables>(
  definition: ServiceDefinition<V>,
  config: AllConfig<V>,
): Promise<void> {
  const logger = createLogger(definition.name, config.shared.logLevel);
  const end = new ProcessShutdown(logger, config.shared.shutdownGraceMs);
  end.install();
  if (config.shared.exitWithParent) exitWithParent(process.stdin, () => end.shutDown('standard input closed'));
  try {
    await run(definition, config, logger, end);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    end.fatal(error instanceof Error ? error : new Error(String(error)));
  }
}
