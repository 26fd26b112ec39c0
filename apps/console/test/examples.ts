import type { BatchExecuted, ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import { todaysPlatform } from '@harmonybatch/model';
import type { OutcomeEnvelope } from '../src/reading/outcome-envelope';

/** When the examples happen, epoch ms. */
export const atMs = 1_800_000_000_000;
export const epoch = 7;
export const groupId = 'a'.repeat(16);
export const functionName = 'hb_resnet_cpu';

export const identityOf = (number: number): string => number.toString(16).padStart(8, '0').repeat(4);
export const batchIdOf = (number: number): string => number.toString(16).padStart(32, '0');

export interface OutcomeChanges extends Partial<Omit<OutcomeEnvelope, 'timing' | 'batch'>> {
  readonly timing?: Partial<OutcomeEnvelope['timing']>;
  readonly batch?: Partial<NonNullable<OutcomeEnvelope['batch']>>;
}

/** An outcome of the app `tight`, answered in time in a batch of its own; a number for each request. */
export const outcomeOf = (number: number, { timing, batch, ...changes }: OutcomeChanges = {}): OutcomeEnvelope => ({
  identity: identityOf(number),
  id: `r-${number}`,
  app: 'tight',
  status: 'ok',
  timing: { arrivedAtMs: atMs - 150, queuedMs: 50, executedMs: 80, completedAtMs: atMs, ...timing },
  sloMs: 200,
  batch: {
    ...{ id: batchIdOf(number), size: 1, reason: 'size', group: groupId, epoch, function: functionName },
    ...batch,
  },
  cost: { amount: 0.000_002, currency: 'CNY' },
  ...changes,
});

export const executionOf = (number: number, changes: Partial<BatchExecuted> = {}): BatchExecuted => ({
  batchId: batchIdOf(number),
  model: 'resnet',
  groupId,
  epoch,
  functionName,
  function: { type: 'cpu', vcpu: 2, memoryMb: 4096 },
  size: 1,
  reason: 'size',
  attempt: 1,
  status: 'ok',
  startedAtMs: atMs - 100,
  latencyMs: 80,
  cost: { amount: 0.000_002, currency: 'CNY' },
  ...changes,
});

/** A plan of one group with the apps `tight` and `loose`. */
export const examplePlan: PlanPublished = {
  model: 'resnet',
  modelVersion: '1-0123456789abcdef',
  strategy: 'exact',
  prices: todaysPlatform.prices,
  catalogue: todaysPlatform.catalogue,
  currency: 'CNY',
  reason: 'first',
  plannedAtMs: atMs - 60_000,
  planningMs: 5,
  overheadMs: 40,
  costPerRequest: 0.000_002,
  costPerSecond: 0.000_02,
  groups: [
    {
      id: groupId,
      functionName,
      function: { type: 'cpu', vcpu: 2, memoryMb: 4096 },
      apps: [
        { name: 'tight', sloMs: 200, rateHz: 8, timeoutMs: 60, attainment: 0.99 },
        { name: 'loose', sloMs: 900, rateHz: 2, timeoutMs: 700, attainment: 0.95 },
      ],
      batchSize: 4,
      latencyMs: { avg: 70, max: 100 },
      costPerRequest: 0.000_002,
      meanBatchSize: 2,
      warmInstances: 1,
      moneyPerSecond: {
        executions: 0.000_01,
        invocations: 0.000_004,
        idle: 0.000_005,
        coldStarts: 0.000_001,
        minimum: 0,
      },
    },
  ],
  unservable: [],
};

export const exampleModel: ModelProfiled = {
  name: 'resnet',
  version: '1',
  image: 'registry.example.com/resnet:1',
  port: 8000,
  profile: {
    cpu: {
      memoryMb: { slopeMbPerRequest: 10, baseMb: 200 },
      avg: [{ form: 'reciprocal', workVcpuSeconds: 0.1, baseSeconds: 0.01 }],
      max: [{ form: 'reciprocal', workVcpuSeconds: 0.2, baseSeconds: 0.02 }],
    },
  },
};
