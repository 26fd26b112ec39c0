import type { MoneyPage } from '@harmonybatch/console-api';
import { scaleLinear } from '@visx/scale';
import { useId, useState } from 'react';
import { Axes } from '../chart/axes';
import { ChartArea, type Area } from '../chart/chart-area';
import { counted, money, time } from '../figures/format';
import { coverageInWords } from './coverage-in-words';
import { hourBars, type HourBar } from './hour-bars';
import styles from './money.module.css';

interface Props {
  readonly hours: MoneyPage['hours'];
  readonly currency: string | null;
}

const height = 220;
/** Least width of a bar with the gap beside it, px. */
const barRoom = 9;

/** Money hour by hour; hours that are not whole are hatched, those of which nothing is known are marked at the axis. */
export function HourChart({ hours, currency }: Props) {
  const [pointed, setPointed] = useState<number | null>(null);
  const known = hours.filter(({ coverage }) => coverage !== 'unknown');
  const dearest = known.reduce<(typeof known)[number] | undefined>(
    (most, hour) => (most === undefined || hour.amount > most.amount ? hour : most),
    undefined,
  );
  const bars = hourBars(hours, 168);
  const bar = pointed === null ? undefined : bars[Math.min(bars.length - 1, Math.floor(pointed * bars.length))];
  return (
    <ChartArea
      summary={
        dearest === undefined
          ? 'Nothing is known of these hours.'
          : `Money of ${counted(hours.length, 'hour')}; the dearest began ${time(dearest.hourMs)} and cost ${money(dearest.amount, currency)}.`
      }
      height={height}
      margin={{ top: 10, right: 14, bottom: 24, left: 76 }}
      readout={bar === undefined ? null : readout(bar, currency)}
      onPoint={(part) => setPointed(part === null || part < 0 || part >= 1 ? null : part)}
    >
      {(area) => <Bars area={area} bars={hourBars(hours, Math.min(168, area.width / barRoom))} currency={currency} />}
    </ChartArea>
  );
}

function readout({ fromMs, toMs, amount, requests, coverage }: HourBar, currency: string | null): string {
  const span = `${time(fromMs)} to ${time(toMs)}`;
  if (coverage === 'unknown') return `${span}: ${coverageInWords.unknown}`;
  const figures = `${span}: ${money(amount, currency)}, ${counted(requests, 'request')}`;
  return coverage === 'complete' ? figures : `${figures}; ${coverageInWords.partial}`;
}

interface BarsProps {
  readonly area: Area;
  readonly bars: readonly HourBar[];
  readonly currency: string | null;
}

function Bars({ area, bars, currency }: BarsProps) {
  const hatch = useId();
  const [fromMs, toMs] = [bars[0]?.fromMs ?? 0, bars.at(-1)?.toMs ?? 1];
  const most = Math.max(...bars.map(({ amount }) => amount), Number.MIN_VALUE);
  const x = scaleLinear({ domain: [fromMs, toMs], range: [0, area.width] });
  const y = scaleLinear({ domain: [0, most * 1.08], range: [area.height, 0] });
  const gap = area.width / bars.length > 4 ? 1.5 : 0.5;
  return (
    <>
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={6} height={6} className={styles.hatchGround} />
          <rect width={2.5} height={6} className={styles.hatchLine} />
        </pattern>
      </defs>
      <Axes
        area={area}
        x={x}
        y={y}
        formatX={(atMs) => shortTime(atMs, toMs - fromMs)}
        formatY={(amount) => money(amount, currency)}
        ticksX={ticks(fromMs, toMs, area.width / 90)}
      />
      {bars.map(({ fromMs: atMs, toMs: untilMs, amount, coverage }) => {
        const top = coverage === 'unknown' ? area.height - 4 : y(amount);
        return (
          <rect
            key={atMs}
            x={x(atMs) + gap / 2}
            y={top}
            width={Math.max(0.5, x(untilMs) - x(atMs) - gap)}
            height={area.height - top}
            className={styles.bar}
            data-coverage={coverage}
            {...(coverage === 'complete' ? {} : { fill: `url(#${hatch})` })}
          />
        );
      })}
    </>
  );
}

const dayMs = 86_400_000;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

const shortTime = (atMs: number, spanMs: number): string => (spanMs <= 2 * dayMs ? clock : day).format(atMs);

/** Times at whole hours of the day here, so many as have room. */
function ticks(fromMs: number, toMs: number, room: number): number[] {
  const hours = [1, 2, 3, 6, 12, 24, 48, 168].map((one) => one * 3_600_000);
  const stepMs = hours.find((one) => (one >= dayMs || toMs - fromMs <= 2 * dayMs) && (toMs - fromMs) / one <= room);
  const step = stepMs ?? 14 * dayMs;
  const offsetMs = new Date(fromMs).getTimezoneOffset() * 60_000;
  const found: number[] = [];
  for (let atMs = Math.ceil((fromMs - offsetMs) / step) * step + offsetMs; atMs <= toMs; atMs += step) found.push(atMs);
  return found;
}
