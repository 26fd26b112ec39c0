import {
  identityOfId,
  recordOf,
  topics,
  type GroupRoute,
  type InferenceAccepted,
  type PlanPublished,
} from '@harmonybatch/contracts';
import { PlanBoard } from '@harmonybatch/pipeline';
import type { InboundRecord, OutboundRecord } from '@harmonybatch/ports';

/** When every round begins, epoch ms of virtual time. */
export const startMs = 1_800_000_000_000;
/** Requests of a round. */
export const requestsPerRound = 64;
export const batchSize = 8;
const sloMs = 5_000;
const timeoutMs = 50;

/** A model and an app that exist nowhere else. */
export const model = 'rehearsal';
export const app = 'rehearsal';

export const route: GroupRoute = {
  id: '0'.repeat(16),
  epoch: 0,
  functionName: 'rehearsal',
  function: { type: 'cpu', vcpu: 1, memoryMb: 1024 },
  prices: 'rehearsal',
  price: { currency: 'CNY', perSecond: 1e-5, perInvocation: 1e-7, billingStepSeconds: 0.001 },
  batchSize,
  latencyMs: { avg: 10, max: 20 },
};

const plan: PlanPublished = {
  model,
  modelVersion: '1',
  strategy: 'rehearsal',
  prices: route.prices,
  catalogue: 'rehearsal',
  currency: 'CNY',
  reason: 'first',
  plannedAtMs: startMs,
  planningMs: 1,
  overheadMs: 50,
  costPerRequest: 1e-6,
  costPerSecond: 1e-5,
  groups: [
    {
      id: route.id,
      apps: [{ name: app, sloMs, rateHz: 100, timeoutMs }],
      functionName: route.functionName,
      function: route.function,
      batchSize: route.batchSize,
      latencyMs: route.latencyMs,
      costPerRequest: 1e-6,
      meanBatchSize: 4,
      warmInstances: 1,
    },
  ],
  unservable: [],
};

/** What the apps of a round know of plans. */
export function plannedBoard(): PlanBoard {
  const board = new PlanBoard();
  applied(board.apply(inbound(recordOf(topics.planPublished, plan))));
  return board;
}

/** The inputs of a request: a row of pixels, other ones for each. */
export const inputsOf = (index: number): readonly number[] => Array.from({ length: 64 }, (_, at) => (at * index) % 256);

/** The same as a tensor of the Open Inference Protocol. */
export const tensorsOf = (index: number): readonly object[] => [
  { name: 'pixels', shape: [1, 64], datatype: 'FP32', data: inputsOf(index) },
];

/** A request that ingest accepted when the round began. */
export function acceptedRequest(index: number, inputs: unknown): InferenceAccepted {
  const id = `rehearsal-${index}`;
  return {
    identity: identityOfId(app, '', id),
    id,
    app,
    model,
    arrivedAtMs: startMs,
    deadlineMs: startMs + sloMs,
    sloMs,
    whenLate: 'expire',
    inputs,
  };
}

/** A record as it is read from a topic of state. */
export function inbound({ topic, key, value }: OutboundRecord): InboundRecord {
  return {
    topic,
    key,
    value: value === null ? null : Buffer.from(value),
    headers: {},
    partition: 0,
    offset: 0,
    timestampMs: startMs,
    release: () => undefined,
  };
}

/** @param fault what a registry says of a record, null where it took it in */
export function applied(fault: string | null): void {
  if (fault !== null) throw new Error(`the rehearsal went wrong: ${fault}`);
}
