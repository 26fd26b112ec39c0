import { imageCommandsVariable } from '@harmonybatch/platform-files';
import {
  integer,
  kafkaConnectionVariables,
  optional,
  readConfig,
  text,
  type ConfigOf,
  type Environment,
} from '@harmonybatch/service-kit/program';
import { withFittingLogin } from './parts/kafka-login';
import { serviceNames } from './parts/service-names';

/** What may have a port of its own choice. */
export const portOwners = ['kafka', 'redis', 'fc-emulator', 'knative-local', ...serviceNames] as const;
export type PortOwner = (typeof portOwners)[number];

const port = (owner: PortOwner) =>
  optional(
    integer(`HARMONYBATCH_${owner.toUpperCase().replaceAll('-', '_')}_PORT`, {
      description: `Port of ${owner} on 127.0.0.1; absent: a free one.`,
      min: 1,
      max: 65_535,
    }),
  );

const portVariables = Object.fromEntries(portOwners.map((owner) => [owner, port(owner)])) as Record<
  PortOwner,
  ReturnType<typeof port>
>;

/** Ports that were asked for. */
export type Ports = Readonly<Partial<Record<PortOwner, number>>>;

const { kafkaBrokers: _brokers, ...kafkaAccessVariables } = kafkaConnectionVariables;

/** What `npm start` reads itself; all else it hands on to the services. */
export const localVariables = {
  kafkaBrokers: optional(
    text('KAFKA_BROKERS', { description: 'Kafka that runs already; absent: one is started, and takes no login.' }),
  ),
  redisUrl: optional(
    text('REDIS_URL', { description: 'Redis that runs already; absent: one is started.', secret: true }),
  ),
  ...kafkaAccessVariables,
  ...portVariables,
  stateFolder: optional(
    text('HARMONYBATCH_STATE_DIR', { description: 'Folder of state, logs and lock; absent: .harmonybatch.' }),
  ),
  imageCommands: optional(
    imageCommandsVariable({
      about:
        'File that says which local command runs in place of which image; absent: emulated functions, and on Knative those of functions/onnx.',
    }),
  ),
  cacheFolder: optional(
    text('HARMONYBATCH_CACHE_DIR', {
      description: 'Folder of what Maven fetched once; absent: ~/.cache/harmonybatch.',
    }),
  ),
} as const;

export type LocalConfig = ConfigOf<typeof localVariables>;

/** @throws ConfigError that names every variable that is wrong */
export const readLocalConfig = (environment: Environment): LocalConfig =>
  readConfig(withFittingLogin(environment), localVariables);
