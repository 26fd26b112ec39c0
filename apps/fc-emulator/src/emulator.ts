import type { ContainerHost } from '@harmonybatch/container-processes';
import { SeededRandomness } from '@harmonybatch/traffic';
import { randomUUID } from 'node:crypto';
import { Bill } from './billing/bill';
import type { EmulatorConfig } from './config/emulator-config';
import type { ContainerFault } from './containers/container';
import { containerStarter, type ContainerMeans } from './containers/container-starter';
import { ProcessLimits } from './containers/process-limits';
import { InvocationRunner } from './execution/invocation-runner';
import { FunctionRegistry } from './functions/function-registry';
import type { FunctionRecord } from './functions/function-record';
import { catalogueRules } from './functions/size-rules';
import { Deployment } from './instances/deployment';
import { InstancePool } from './instances/instance-pool';
import { InstanceQuota } from './instances/instance-quota';
import type { Timers } from './time/timers';

const msPerSecond = 1000;

/** The emulator without its HTTP side. */
export interface Emulator {
  readonly functions: FunctionRegistry;
  readonly runner: InvocationRunner;
  readonly bill: Bill;
  readonly limits: ProcessLimits;
}

/** What all deployments share. */
interface Account {
  readonly config: EmulatorConfig;
  readonly quota: InstanceQuota;
  readonly bill: Bill;
  readonly means: ContainerMeans;
}

/**
 * Builds the emulator's classes; nothing runs yet.
 * @param host where processes run; needed where the configuration gives images local commands
 */
export function createEmulator(config: EmulatorConfig, timers: Timers, host?: ContainerHost): Emulator {
  const bill = new Bill(config.prices);
  const means = { timers, random: new SeededRandomness(config.seed), coldStart: config.coldStart, host };
  const account = { config, bill, quota: new InstanceQuota(config.maxInstances), means };
  const rules = { sizes: catalogueRules(config.catalogue), commandOf: config.imageCommands ?? (() => undefined) };
  const functions = new FunctionRegistry(rules, (record) => deployment(record, account), randomUUID, timers);
  return { functions, bill, runner: new InvocationRunner(functions, bill), limits: new ProcessLimits(host) };
}

function deployment(record: FunctionRecord, { config, quota, bill, means }: Account): Deployment {
  const { functionName, instanceConcurrency } = record.settings;
  const pool = new InstancePool(
    {
      instanceConcurrency,
      idleReleaseMs: config.idleReleaseMs,
      startContainer: containerStarter(record, means),
      newInstanceId: () => `c-${randomUUID()}`,
      billedIdleMs: config.prices.keepAliveSeconds[record.shape.type] * msPerSecond,
      onIdle: (seconds) => bill.addIdle(functionName, record.shape, seconds),
      onEnded: ({ id }, fault) => tellEnd(functionName, id, fault),
    },
    quota,
    means.timers,
  );
  return new Deployment(record, pool, quota);
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
