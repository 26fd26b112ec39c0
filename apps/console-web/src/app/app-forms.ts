import type { Window } from '@harmonybatch/console-api';
import type { CopyForm } from '../copy-as/copy-as';
import { curlOf } from '../copy-as/forms';

/** The same app elsewhere: in the command line, in Kafka and in Prometheus. */
export const appForms = (app: string, window: Window): readonly CopyForm[] => [
  { name: 'CLI', text: 'harmonybatch apps list' },
  {
    name: 'kcat',
    text: `kcat -C -b "$(harmonybatch brokers)" -t inference.completed -o -1000 -e -q -f '%h %s\\n' | grep 'hb-app=${app}'`,
  },
  { name: 'PromQL', text: `harmonybatch_attainment_delivered_ratio{app="${app}"}` },
  {
    name: 'PromQL p99',
    text: `histogram_quantile(0.99, sum by (le) (rate(harmonybatch_request_latency_seconds_bucket{app="${app}"}[${window}])))`,
  },
  curlOf('app', { params: { app }, query: { window } }),
];
