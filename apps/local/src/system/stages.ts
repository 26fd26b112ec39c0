import { isReplicaOf } from './in-order';
import type { Stage } from '../supervise/stop-in-order';

const named =
  (...services: string[]): Stage['has'] =>
  (part) =>
    services.some((service) => isReplicaOf(part, service));

/** Requests leave in the order they came in; the brokers go last. The whole takes 10 s at most. */
export const stopStages: readonly Stage[] = [
  { has: named('http-gateway'), untilMs: 2000 },
  { has: named('ingest', 'rate-estimator', 'planner'), untilMs: 3500 },
  { has: named('batcher'), untilMs: 5000 },
  { has: named('dispatcher'), untilMs: 6500 },
  { has: named('outcome-forwarder', 'console', 'fc-emulator', 'knative-local'), untilMs: 7500 },
  { has: named('redis'), untilMs: 8000 },
  { has: named('kafka'), untilMs: 9500 },
];
