/** In the way of a request, which is also the order of stopping. */
export const serviceNames = [
  'http-gateway',
  'ingest',
  'rate-estimator',
  'planner',
  'batcher',
  'dispatcher',
  'outcome-forwarder',
  'console',
] as const;
export type ServiceName = (typeof serviceNames)[number];
