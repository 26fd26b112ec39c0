import type { AppRow } from '@harmonybatch/console-api';
import { CoverageBadge } from '../figures/coverage-badge';
import { Facts } from '../figures/facts';
import { count, duration, moneyPerHour, rate, share } from '../figures/format';
import { PromiseMark } from '../figures/promise-state';

/** The figures of an app, beside what it was promised and what it would cost alone. */
export function AppFacts({ row }: { readonly row: AppRow }) {
  const { latencyMs, perHour, aloneHour, counts } = row;
  return (
    <Facts
      facts={[
        {
          name: 'Promise',
          value: <PromiseMark state={row.state} />,
          beside: `${share(row.promised)} within ${duration(row.sloMs)}`,
        },
        {
          name: 'Delivered',
          value: share(row.delivered),
          beside: `${count(counts.inSlo)} of ${count(counts.requests)} requests`,
        },
        { name: 'p99', value: duration(latencyMs.p99), beside: `SLO ${duration(row.sloMs)}` },
        { name: 'p50', value: duration(latencyMs.p50), beside: `p95 ${duration(latencyMs.p95)}` },
        { name: 'Rate', value: rate(row.rateHz), beside: `longest ${duration(latencyMs.max)}` },
        {
          name: 'Costs',
          value: (
            <>
              {moneyPerHour(perHour.amount, perHour.currency)} <CoverageBadge {...perHour} short />
            </>
          ),
          beside: aloneHour === null ? 'alone: not known' : `alone: ${moneyPerHour(aloneHour, perHour.currency)}`,
        },
      ]}
    />
  );
}
