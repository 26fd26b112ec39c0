import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../input/fields';
import { Refusal } from '../refusal';

/** Where a running system is reached. */
export interface System {
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  /** Function Compute or its emulator; only the emulator has a bill. */
  readonly fcEndpoint?: string;
  /** Where this was read, for messages. */
  readonly from: string;
}

const startHint = 'Start one with `npm start`, or set KAFKA_BROKERS=host:port to reach one that runs elsewhere.';
const brokerPattern = /^(\[[0-9a-fA-F:.]+\]|[^\s:,]+):\d{1,5}$/;

const parseBrokers = (text: string, from: string): string[] => {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !brokerPattern.test(broker));
  if (wrong === undefined) return brokers;
  throw new Refusal(`${from} must be host:port, several separated by commas; got "${wrong}".`);
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function nearestFile(folder: string): string | undefined {
  const file = join(folder, '.harmonybatch', 'system.json');
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestFile(parent);
}

function readSystemFile(file: string): System {
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
    topicPrefix: textOf(value.topicPrefix) ?? '',
    fcEndpoint: textOf(value.fcEndpoint),
    from: file,
  };
}

/**
 * The system that the environment names (KAFKA_BROKERS, KAFKA_TOPIC_PREFIX, FC_ENDPOINT), else the one that the nearest
 * `.harmonybatch/system.json` upward from `folder` describes.
 * @throws Refusal where there is neither.
 */
export function findSystem(env: NodeJS.ProcessEnv, folder: string): System {
  const brokers = textOf(env.KAFKA_BROKERS);
  if (brokers !== undefined) {
    return {
      brokers: parseBrokers(brokers, 'KAFKA_BROKERS'),
      topicPrefix: env.KAFKA_TOPIC_PREFIX ?? '',
      fcEndpoint: textOf(env.FC_ENDPOINT),
      from: 'KAFKA_BROKERS',
    };
  }
  const file = nearestFile(folder);
  if (file === undefined) throw new Refusal('No running system was found.', [], startHint);
  const system = readSystemFile(file);
  return {
    ...system,
    topicPrefix: env.KAFKA_TOPIC_PREFIX ?? system.topicPrefix,
    fcEndpoint: textOf(env.FC_ENDPOINT) ?? system.fcEndpoint,
  };
}
