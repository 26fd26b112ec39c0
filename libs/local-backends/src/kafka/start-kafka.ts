import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Backend, BackendOptions } from '../backend';
import { freePorts, refuseTakenPort } from '../net/free-port';
import { GuardedProcess, ProcessEndedError } from '../process/guarded-process';
import { untilReady } from '../process/until-ready';
import {
  writeBrokerFiles,
  type BrokerFiles,
  type BrokerPorts,
  type ProxiedListener,
  type SecuredListener,
} from './broker-files';
import { brokerReady } from './broker-ready';
import { kafkaJars } from './kafka-jars';

export interface StartKafkaOptions extends BackendOptions {
  /** For a run whose speed matters: quick after a minute of traffic rather than quick to start. */
  readonly longRunning?: boolean;
  readonly detour?: ProxiedListener;
  readonly secured?: SecuredListener;
}

export interface KafkaBackend extends Backend {
  /** `host:port`, as KAFKA_BROKERS takes it. */
  readonly brokers: string;
}

/** Half a gigabyte is plenty for one machine's traffic. */
const javaOptions = ['-Xmx384m', '-XX:+UseSerialGC'];
/** Compiles once and lightly. */
const quickStartFlags = ['-XX:TieredStopAtLevel=1'];
/** With a port of its own choice, another process may have taken it in between. */
const portAttempts = 3;

/** 16 bytes as base64url; such an id must not begin with a dash, which would be read as an option. */
const clusterId = (): string =>
  `h${Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url').slice(1)}`;

interface JavaProgram {
  readonly main: string;
  readonly args: readonly string[];
  readonly longRunning: boolean;
}

const java = (jars: string, files: BrokerFiles, { main, args, longRunning }: JavaProgram): string[] => [
  ...javaOptions,
  ...(longRunning ? [] : quickStartFlags),
  `-Dlog4j2.configurationFile=${files.loggingProperties}`,
  '-cp',
  join(jars, '*'),
  main,
  ...args,
];

async function formatStorage(
  jars: string,
  files: BrokerFiles,
  { secured }: BrokerPorts,
  logFile: string,
): Promise<void> {
  if (existsSync(files.formatMark)) return;
  const formatting = ['format', '-t', clusterId(), '-c', files.serverProperties, '-g'];
  const users = secured?.scramUsers.flatMap((user) => ['--add-scram', user]) ?? [];
  const args = java(jars, files, {
    main: 'kafka.tools.StorageTool',
    args: [...formatting, ...users],
    longRunning: false,
  });
  const format = await GuardedProcess.start({ name: "Kafka's format", command: 'java', args, logFile });
  const exit = await format.exited;
  if (exit.code !== 0) throw new ProcessEndedError("Kafka's format", exit, logFile);
}

async function startOn(port: number | undefined, jars: string, options: StartKafkaOptions): Promise<KafkaBackend> {
  const [free = 0, controllerPort = 0] = await freePorts(2);
  const brokerPort = port ?? free;
  const logFile = resolve(options.logFile);
  const { detour, secured } = options;
  const ports = { broker: brokerPort, controller: controllerPort, detour, secured };
  const files = writeBrokerFiles(resolve(options.dataDir), ports);
  await formatStorage(jars, files, ports, logFile);
  options.onProgress?.('starting Kafka');
  const program = { main: 'kafka.Kafka', args: [files.serverProperties], longRunning: options.longRunning ?? false };
  const args = java(jars, files, program);
  const broker = await GuardedProcess.start({ name: 'Kafka', command: 'java', args, logFile });
  await untilReady(broker, (signal) => brokerReady(brokerPort, signal));
  return {
    brokers: `127.0.0.1:${brokerPort}`,
    pid: broker.pid,
    port: brokerPort,
    exited: broker.exited,
    stop: (graceMs) => broker.stop(graceMs),
    kill: () => broker.kill(),
  };
}

/**
 * Starts a real single-node Kafka (KRaft) on the loopback interface and waits until it takes part in its cluster.
 * @throws ProcessEndedError with its last lines where it ends instead; Error where its port is taken or its jars cannot be fetched.
 */
export async function startKafka(options: StartKafkaOptions): Promise<KafkaBackend> {
  const jars = await kafkaJars(options.onProgress ?? (() => undefined));
  if (options.port !== undefined) await refuseTakenPort('Kafka', options.port);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(options.port, jars, options);
    } catch (error) {
      const portTaken = error instanceof ProcessEndedError && error.message.includes('Address already in use');
      if (!portTaken || options.port !== undefined || attempt === portAttempts) throw error;
    }
  }
}
