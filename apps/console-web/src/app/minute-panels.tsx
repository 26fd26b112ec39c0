import type { AppPage } from '@harmonybatch/console-api';
import { TimeChart } from '../chart/time-chart';
import { duration, share } from '../figures/format';
import { Panel } from '../frame/panel';
import { Empty } from '../states/empty';

interface Props {
  readonly minutes: AppPage['minutes'];
  readonly promised: number;
  readonly sloMs: number;
}

/** Promised beside delivered, and the slowest beside the SLO, minute by minute of the last hour. */
export function MinutePanels({ minutes, promised, sloMs }: Props) {
  const timesMs = minutes.map(({ atMs }) => atMs);
  const delivered = minutes.map(({ requests, inSlo }) => (requests === 0 ? null : inSlo / requests));
  const known = delivered.filter((value) => value !== null);
  const least = Math.min(promised, ...known);
  const slowest = minutes.map(({ p99Ms }) => p99Ms);
  if (known.length === 0) {
    return (
      <Panel title="Delivered by the minute">
        <Empty title="No request in the last hour." />
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Delivered by the minute" note="Share of requests in SLO; the line is what was promised.">
        <TimeChart
          summary={`In SLO by minute: at least ${share(Math.min(...known))}; promised ${share(promised)}.`}
          timesMs={timesMs}
          series={[{ name: 'in SLO', color: 'var(--series-1)', values: delivered }]}
          reference={{ name: `promised ${share(promised)}`, value: promised }}
          domain={[Math.max(0, least - (1 - least) * 0.35 - 0.005), 1]}
          format={share}
        />
      </Panel>
      <Panel title="p99 by the minute" note="The line is the SLO.">
        <TimeChart
          summary={`p99 by minute: at most ${duration(Math.max(0, ...slowest.map((value) => value ?? 0)))}; the SLO is ${duration(sloMs)}.`}
          timesMs={timesMs}
          series={[{ name: 'p99', color: 'var(--series-2)', values: slowest }]}
          reference={{ name: `SLO ${duration(sloMs)}`, value: sloMs }}
          format={duration}
        />
      </Panel>
    </>
  );
}
