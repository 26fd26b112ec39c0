import { SeededRandomness } from '@harmonybatch/traffic';
import { randomUUID } from 'node:crypto';
import { Bill } from './billing/bill';
import type { EmulatorConfig } from './config/emulator-config';
import { BatchExecution } from './execution/batch-execution';
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
}

/** Builds the emulator's classes; nothing runs yet. */
export function createEmulator(config: EmulatorConfig, timers: Timers): Emulator {
  const quota = new InstanceQuota(config.maxInstances);
  const random = new SeededRandomness(config.seed);
  const bill = new Bill(config.prices);
  const deploy = (record: FunctionRecord): Deployment => deployment(record, config, quota, random, bill, timers);
  const functions = new FunctionRegistry(catalogueRules(config.catalogue), deploy, randomUUID, timers);
  return { functions, bill, runner: new InvocationRunner(functions, bill, timers) };
}

/** Each function draws from streams of its own, so that one function's traffic does not change another's noise. */
function deployment(
  record: FunctionRecord,
  config: EmulatorConfig,
  quota: InstanceQuota,
  random: SeededRandomness,
  bill: Bill,
  timers: Timers,
): Deployment {
  const { functionName, instanceConcurrency } = record.settings;
  const range = config.coldStart[record.shape.type];
  const startRandom = random.fork(`${functionName} cold start`);
  const pool = new InstancePool(
    {
      instanceConcurrency,
      idleReleaseMs: config.idleReleaseMs,
      coldStartMs: () => startRandom.between(range.minMs, range.maxMs),
      newInstanceId: () => `c-${randomUUID()}`,
      billedIdleMs: config.prices.keepAliveSeconds[record.shape.type] * msPerSecond,
      onIdle: (seconds) => bill.addIdle(functionName, record.shape, seconds),
    },
    quota,
    timers,
  );
  const execution = new BatchExecution(record.profile, record.shape, random.fork(`${functionName} execution`));
  return new Deployment(record, pool, execution, quota);
}
