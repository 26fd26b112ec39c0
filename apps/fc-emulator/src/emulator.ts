import type { ContainerHost } from '@harmonybatch/container-processes';
import { SeededRandomness } from '@harmonybatch/traffic';
import { randomUUID } from 'node:crypto';
import { Bill } from './billing/bill';
import type { EmulatorConfig } from './config/emulator-config';
import type { ContainerFault } from './containers/container';
import { containerStarter, type ContainerMeans } from './containers/container-starter';
import { ProcessLimits } from './containers/process-limits';
import { InvocationRunner } from './execution/invocation-runner';
import { Account } from './functions/account';
import { FunctionCondition } from './functions/function-condition';
import { FunctionRegistry } from './functions/function-registry';
import type { FunctionRecord } from './functions/function-record';
import { catalogueRules } from './functions/size-rules';
import { Deployment } from './instances/deployment';
import { InstancePool } from './instances/instance-pool';
import { CardQuotas } from './instances/card-quota';
import { InstanceQuota } from './instances/instance-quota';
import type { Timers } from './time/timers';
import { TokenBucket } from './time/token-bucket';

const msPerSecond = 1000;

/** The emulator without its HTTP side. */
export interface Emulator {
  readonly functions: FunctionRegistry;
  readonly runner: InvocationRunner;
  readonly bill: Bill;
  readonly limits: ProcessLimits;
  readonly account: Account;
  readonly quota: InstanceQuota;
}

/** What all deployments share. */
interface Shared {
  readonly config: EmulatorConfig;
  readonly account: Account;
  readonly cards: CardQuotas;
  readonly bill: Bill;
  readonly means: ContainerMeans;
}

/**
 * Builds the emulator's classes; nothing runs yet.
 * @param host where processes run; needed where the configuration gives images local commands, or a container engine
 */
export function createEmulator(config: EmulatorConfig, timers: Timers, host?: ContainerHost): Emulator {
  const bill = new Bill(config.prices);
  const means = { timers, random: new SeededRandomness(config.seed), coldStart: config.coldStart, host };
  const account = new Account();
  const quota = new InstanceQuota(config.maxInstances, startRate(config, timers));
  const shared = { config, account, bill, cards: new CardQuotas(quota, config.cardQuotas), means };
  const rules = {
    sizes: catalogueRules(config.catalogue),
    commandOf: config.imageCommands ?? (() => undefined),
    runsImages: config.containers === 'docker',
  };
  const functions = new FunctionRegistry(rules, (record) => deployment(record, shared), randomUUID, timers);
  const runner = new InvocationRunner(functions, bill, timers);
  return { functions, bill, account, quota, runner, limits: new ProcessLimits(host) };
}

const secondsPerMinute = 60;

/** As the service has it: so many instances at once, and as many more each minute. */
const startRate = ({ startsPerMinute }: EmulatorConfig, timers: Timers): TokenBucket | undefined =>
  startsPerMinute === 0 ? undefined : new TokenBucket(startsPerMinute / secondsPerMinute, startsPerMinute, timers);

function deployment(record: FunctionRecord, { config, account, cards, bill, means }: Shared): Deployment {
  const { functionName, instanceConcurrency, gpuConfig } = record.settings;
  const quota = cards.of(gpuConfig?.gpuType);
  const pool = new InstancePool(
    {
      instanceConcurrency,
      idleReleaseMs: config.idleReleaseMs,
      startContainer: containerStarter(record, means),
      newInstanceId: () => `c-${randomUUID()}`,
      billedIdleMs: config.prices.keepAliveSeconds[record.shape.type] * msPerSecond,
      onIdle: (seconds) => bill.addIdle(functionName, record.shape, seconds),
      onInitialised: (seconds) => bill.addInitialisation(functionName, record.shape, seconds),
      onEnded: ({ id }, fault) => tellEnd(functionName, id, fault),
    },
    quota,
    means.timers,
  );
  const { timers } = means;
  const condition = new FunctionCondition(account, config.imageFetchMs, timers, () => deployed.applyScaling());
  const release = { afterMs: config.instanceReleaseMs, timers };
  const deployed: Deployment = new Deployment(record, pool, condition, quota, release);
  return deployed;
}

function tellEnd(functionName: string, instanceId: string, { code, message }: ContainerFault): void {
  const line = {
    level: 'warn',
    msg: 'container ended',
    function: functionName,
    instance: instanceId,
    code,
    reason: message,
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
