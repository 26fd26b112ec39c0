import type { AppPage } from '@harmonybatch/console-api';
import { LatencyHistogram } from '../chart/latency-histogram';
import { duration } from '../figures/format';
import { Panel } from '../frame/panel';
import { Empty } from '../states/empty';

/** How long the answers took, against the SLO. */
export function LatencyPanel({ page: { app, histogram } }: { readonly page: AppPage }) {
  return (
    <Panel title="Latency against the SLO" note="From arrival at Kafka to the outcome, requests that were answered ok.">
      {histogram.length === 0 ? (
        <Empty title="No request was answered in this window." />
      ) : (
        <LatencyHistogram
          buckets={histogram}
          sloMs={app.sloMs}
          summary={`Latencies: half within ${duration(app.latencyMs.p50)}, 99 % within ${duration(app.latencyMs.p99)}; the SLO is ${duration(app.sloMs)}.`}
        />
      )}
    </Panel>
  );
}
