import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Service } from '@harmonybatch/contracts';
import { GuardedProcess, untilListening } from '@harmonybatch/local-backends';
import { Kafka, logLevel } from 'kafkajs';
import { Authority } from './authority';
import { giveRights, type Right, type UserRights } from './kafka-rights';
import { mechanismOf, operator, producer, secretOf, userOf } from './logins';
import { startSecured, type SecuredBackends } from './secured-backends';

const root = join(__dirname, '..', '..');
export const topicPrefix = 'secured.';
export const consoleToken = secretOf('console-which-shows-it');
const pollMs = 100;
const patienceMs = 90_000;

/** A service under test, and all that it says. */
export class SecuredService {
  constructor(
    readonly process: GuardedProcess,
    private readonly logFile: string,
  ) {}

  /** Where its health and metrics are, once it listens. */
  url = '';

  log = (): string => readFileSync(this.logFile, 'utf8');

  /** Resolves when its log has a line that matches, whether or not it ended after that. */
  async says(pattern: RegExp): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!pattern.test(this.log())) {
      if (performance.now() > endMs)
        throw new Error(`${pattern.source} is not in the log:\n${this.log().slice(-6_000)}`);
      await sleep(pollMs);
    }
  }

  /** Resolves when `/health/ready` says so. */
  async ready(): Promise<void> {
    this.url = await untilListening(this.process, { healthPath: '/health/ready' });
  }

  /** Where it serves others than its supervisors, as this line of its log says. */
  servesAt(servesAs: string): Promise<string> {
    return untilListening(this.process, { servesAs });
  }

  /** Resolves when it listens, whether or not it is ready for work. */
  async listens(): Promise<void> {
    this.url = await untilListening(this.process);
  }

  /** Resolves when the counter has counted something. */
  async counts(name: string): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!((await this.sum(name)) > 0)) {
      if (performance.now() > endMs) throw new Error(`${name} stayed 0`);
      await sleep(pollMs);
    }
  }

  /** A metric whose labels have these values; undefined where there is none, which of a counter means 0. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const line = (await this.linesOf(name)).find((one) => wanted.every((label) => one.includes(label)));
    return line === undefined ? undefined : valueOf(line);
  }

  private async sum(name: string): Promise<number> {
    return (await this.linesOf(name)).reduce((sum, line) => sum + valueOf(line), 0);
  }

  private async linesOf(name: string): Promise<string[]> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return text.split('\n').filter((line) => line.startsWith(`${name}{`));
  }
}

const valueOf = (line: string): number => Number(line.split(' ').at(-1));

/** The real services with least rights, on backends that ask who somebody is. */
export class SecuredSystem {
  readonly authority: Authority;
  /** Nobody of the system believes it. */
  readonly otherAuthority: Authority;
  private started = 0;

  private constructor(
    private readonly folder: string,
    readonly logs: string,
  ) {
    const [ours, others] = ['ours', 'others'].map((name) => {
      const at = join(folder, name);
      mkdirSync(at, { recursive: true });
      return new Authority(at, name);
    }) as [Authority, Authority];
    this.authority = ours;
    this.otherAuthority = others;
  }

  backends!: SecuredBackends;
  admin!: Kafka;
  emulator!: SecuredService;
  private client!: { readonly certFile: string; readonly keyFile: string };

  static async start(): Promise<SecuredSystem> {
    const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-security-'));
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    const system = new SecuredSystem(folder, logs);
    system.client = system.authority.issue('client');
    system.backends = await startSecured(folder, logs, system.authority);
    system.admin = new Kafka({ brokers: [system.backends.kafka.brokers], logLevel: logLevel.NOTHING });
    await giveRights(system.admin, await system.rights());
    system.emulator = await system.run('fc-emulator', { ...credentials, FC_EMULATOR_PORT: '0', ...platform });
    system.emulator.url = await untilListening(system.emulator.process);
    return system;
  }

  /** What each service is told, of whom and how it logs in; `over` spoils it. */
  environmentOf(service: string, over: Record<string, string> = {}): Record<string, string> {
    const ofRedis: Record<string, string> = ['batcher', 'dispatcher'].includes(service)
      ? { REDIS_USERNAME: userOf(service), REDIS_PASSWORD: secretOf(userOf(service)) }
      : {};
    return {
      ...this.kafkaLogin(userOf(service)),
      REDIS_URL: this.backends.redisUrl,
      REDIS_CA_FILE: this.authority.file,
      REDIS_CERT_FILE: this.client.certFile,
      REDIS_KEY_FILE: this.client.keyFile,
      ...ofRedis,
      ...credentials,
      ...platform,
      FC_ENDPOINT: this.emulator.url,
      FC_ACCOUNT_ID: '1234567890',
      HARMONYBATCH_OVERHEAD_MS: '3000',
      HARMONYBATCH_PARTITIONS: '2',
      HARMONYBATCH_WARM_UP_MS: '0',
      GATEWAY_PORT: '0',
      CONSOLE_PORT: '0',
      CONSOLE_TOKEN: consoleToken,
      ...over,
    };
  }

  kafkaLogin(user: string): Record<string, string> {
    return {
      KAFKA_BROKERS: this.backends.brokers,
      KAFKA_TOPIC_PREFIX: topicPrefix,
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA_FILE: this.authority.file,
      KAFKA_SSL_CERT_FILE: this.client.certFile,
      KAFKA_SSL_KEY_FILE: this.client.keyFile,
      KAFKA_SASL_MECHANISM: mechanismOf(user),
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD: secretOf(user),
    };
  }

  /** Starts a program of the system, which may end by itself. */
  async run(name: string, env: Record<string, string>): Promise<SecuredService> {
    this.started += 1;
    const logFile = join(this.logs, `${this.started}-${name}.log`);
    const process = await GuardedProcess.start({
      name,
      command: globalThis.process.execPath,
      args: [join(root, 'apps', name, 'dist', 'main.js')],
      env: { PATH: globalThis.process.env['PATH'], HTTP_PORT: '0', HARMONYBATCH_EXIT_WITH_PARENT: '1', ...env },
      logFile,
    });
    return new SecuredService(process, logFile);
  }

  runService = (service: Service, over: Record<string, string> = {}): Promise<SecuredService> =>
    this.run(service, this.environmentOf(service, over));

  /** The command line, as the operator. */
  async command(...args: readonly string[]): Promise<string> {
    const env = { ...this.kafkaLogin(operator), PATH: process.env['PATH'], FC_ENDPOINT: this.emulator?.url ?? '' };
    const program = join(root, 'apps', 'cli', 'bin', 'harmonybatch.cjs');
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
    return stdout;
  }

  /** Kafka as somebody sees it who has the client certificate. */
  kafkaOf(user: string): Kafka {
    const { certFile, keyFile } = this.client;
    const [ca, cert, key] = [this.authority.file, certFile, keyFile].map((file) => readFileSync(file, 'utf8'));
    const sasl = { mechanism: mechanismOf(user), username: user, password: secretOf(user) };
    return new Kafka({
      brokers: [this.backends.brokers],
      ssl: { ca: [ca!], cert: cert!, key: key! },
      sasl: sasl as never,
      logLevel: logLevel.NOTHING,
    });
  }

  /** All that any program wrote, by its file. */
  everythingSaid(): Map<string, string> {
    const files = readdirSync(this.logs).filter((name) => name.endsWith('.log'));
    return new Map(files.map((name) => [name, readFileSync(join(this.logs, name), 'utf8')]));
  }

  async stop(): Promise<void> {
    await GuardedProcess.killAll();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As `harmonybatch acls` prints them, by user. */
  async rights(prefix = topicPrefix): Promise<ReadonlyMap<string, readonly Right[]>> {
    const options = ['--format', 'json', '--topic-prefix', prefix, '--producer', producer];
    const printed = JSON.parse(await this.command('acls', ...options)) as UserRights[];
    return new Map(printed.map(({ user, rights }) => [user, rights]));
  }
}

const credentials = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'canaries',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: secretOf('alibaba'),
};
const platform = { HARMONYBATCH_PRICES: 'prototype-2023-cny', HARMONYBATCH_CATALOGUE: 'alibaba-2023' };
