import {
  batcherMetrics,
  consoleMetrics,
  dispatcherMetrics,
  forwarderMetrics,
  gatewayMetrics,
  ingestMetrics,
  plannerMetrics,
  serviceMetrics,
} from '@harmonybatch/telemetry';

const otherReplica = 'needs two replicas, of which one stands still: npm run chaos';

/** Metrics that a run need not move, and why. */
export const stillMetrics: Readonly<Record<string, string>> = {
  [plannerMetrics.attainmentPromised.name]: 'is what apps were registered with',
  [plannerMetrics.slo.name]: 'is what apps were registered with',
  [plannerMetrics.proposed.name]: 'plans of this system wait for nobody',
  [plannerMetrics.unkeptPromises.name]: 'counts while a plan waits, and plans of this system do not',
  [plannerMetrics.sessions.name]:
    'every plan of this run wants the same: libs/pipeline/test/replanner/plan-gauges.spec.ts',
  [plannerMetrics.functionsRemade.name]: 'the platform loses no function here: npm run trials -- lost-functions',
  [dispatcherMetrics.batchesRefused.name]:
    'needs a plan that the dispatcher cannot carry out, such as one of another platform',
  [dispatcherMetrics.invocationsRepeated.name]:
    'functions are slow here, and do not fail: libs/pipeline/test/dispatcher',
  [dispatcherMetrics.claimsTakenOver.name]: otherReplica,
  [batcherMetrics.leasesLost.name]: otherReplica,
  [batcherMetrics.withoutPlan.name]:
    'requests come when there is a plan: libs/pipeline/test/batcher/batch-metrics.spec.ts',
  [forwarderMetrics.notCopied.name]:
    'needs a topic that takes nothing while Kafka works: libs/pipeline/test/outcome-forwarder',
  [ingestMetrics.producerClockDifference.name]: 'needs a topic with the times of its producers: Kafka sets them here',
  ...Object.fromEntries(
    Object.values(gatewayMetrics).map(({ name }) => [
      name,
      'requests of this run come over Kafka: e2e/test/http-gateway.spec.ts',
    ]),
  ),
  [consoleMetrics.leftOut.name]: 'nobody looks on in this run: apps/console/test',
  [serviceMetrics.recordsWrittenAgain.name]: 'needs a request that waits for minutes: npm run sim',
};

/** Whether a query asks for nothing but what a run need not move: where that has labels it has no series then. */
export function asksForStillMetrics(expr: string): boolean {
  const names = expr.match(/\bharmonybatch_\w+/g) ?? [];
  return names.length > 0 && names.every((name) => stillMetrics[name] !== undefined);
}
