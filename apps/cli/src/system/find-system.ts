import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brokerListFormat, parseBrokerList, type KafkaConnectionOptions } from '@harmonybatch/messaging/client';
import {
  ConfigError,
  kafkaConnectionOf,
  kafkaConnectionVariables,
  kafkaAccessFaults,
  readConfig,
  type KafkaConnectionConfig,
} from '@harmonybatch/service-kit/program';
import { isObject } from '../documents/fields';
import { Refusal } from '../refusal';

/** Where a running system is reached. */
export interface System {
  readonly brokers: readonly string[];
  /** Whether brokers are reached by TLS. */
  readonly ssl?: KafkaConnectionOptions['ssl'];
  /** How to log in at them; absent: not at all. */
  readonly sasl?: KafkaConnectionOptions['sasl'];
  readonly topicPrefix: string;
  /** Function Compute or its emulator; only the emulator has a bill. */
  readonly fcEndpoint?: string;
  /** The variables by which its functions are reached, of a system that `npm start` runs. */
  readonly functionVariables?: Readonly<Record<string, string>>;
  /** Where this was read, for messages. */
  readonly from: string;
}

const startHint = 'Start one with `npm start`, or set KAFKA_BROKERS=host:port to reach one that runs elsewhere.';

const parseBrokers = (text: string, from: string): readonly string[] => {
  const reading = parseBrokerList(text);
  if (reading.ok) return reading.brokers;
  throw new Refusal(`${from} must be ${brokerListFormat}; got "${reading.wrong}".`);
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const textsOf = (value: unknown): Record<string, string> | undefined =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : undefined;

function nearestFile(folder: string): string | undefined {
  const file = join(folder, '.harmonybatch', 'system.json');
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestFile(parent);
}

/** TLS and login by the variables that the services read. @throws Refusal that names every fault of them */
function securityOf(env: NodeJS.ProcessEnv): Pick<System, 'ssl' | 'sasl'> {
  const { ssl, sasl } = kafkaConnectionOf('cli', readAccess(env));
  return { ...(ssl ? { ssl } : {}), ...(sasl ? { sasl } : {}) };
}

function readAccess(env: NodeJS.ProcessEnv): KafkaConnectionConfig {
  try {
    return readConfig(env, kafkaConnectionVariables, kafkaAccessFaults(env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Refusal(
      'The environment does not say how to reach Kafka.',
      error.problems.map((message) => ({ field: '', message })),
    );
  }
}

/** @param env says how to log in at brokers that `npm start` was given; its own take no login. */
function readSystemFile(file: string, env: NodeJS.ProcessEnv): System {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refusal(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      [],
      startHint,
    );
  }
  const brokers = isObject(value) ? textOf(value.kafkaBrokers) : undefined;
  if (!isObject(value) || brokers === undefined) {
    throw new Refusal(`${file} names no kafkaBrokers.`, [], startHint);
  }
  return {
    brokers: parseBrokers(brokers, `kafkaBrokers in ${file}`),
    ...(value.kafkaGiven === true ? securityOf(env) : {}),
    topicPrefix: textOf(value.topicPrefix) ?? '',
    fcEndpoint: textOf(value.fcEndpoint),
    functionVariables: textsOf(value.functionVariables),
    from: file,
  };
}

/**
 * The system that the environment names (KAFKA_BROKERS, KAFKA_SSL, KAFKA_SASL_*, KAFKA_TOPIC_PREFIX, FC_ENDPOINT), else the one that the nearest
 * `.harmonybatch/system.json` upward from `folder` describes.
 * @throws Refusal where there is neither.
 */
export function findSystem(env: NodeJS.ProcessEnv, folder: string): System {
  const brokers = textOf(env.KAFKA_BROKERS);
  if (brokers !== undefined) {
    return {
      brokers: parseBrokers(brokers, 'KAFKA_BROKERS'),
      ...securityOf(env),
      topicPrefix: env.KAFKA_TOPIC_PREFIX ?? '',
      fcEndpoint: textOf(env.FC_ENDPOINT),
      from: 'KAFKA_BROKERS',
    };
  }
  const file = nearestFile(folder);
  if (file === undefined) throw new Refusal('No running system was found.', [], startHint);
  const system = readSystemFile(file, env);
  return {
    ...system,
    topicPrefix: env.KAFKA_TOPIC_PREFIX ?? system.topicPrefix,
    fcEndpoint: textOf(env.FC_ENDPOINT) ?? system.fcEndpoint,
  };
}

/** The same; undefined where there is neither. @throws Refusal where what there is cannot be read */
export const findSystemIfAny = (env: NodeJS.ProcessEnv, folder: string): System | undefined =>
  textOf(env.KAFKA_BROKERS) === undefined && nearestFile(folder) === undefined ? undefined : findSystem(env, folder);

/** Brokers that an option names, reached as the environment says; they need not be those of any system. @throws Refusal */
export const brokersNamed = (list: string, env: NodeJS.ProcessEnv): System => ({
  brokers: parseBrokers(list, '--brokers'),
  ...securityOf(env),
  topicPrefix: '',
  from: '--brokers',
});
