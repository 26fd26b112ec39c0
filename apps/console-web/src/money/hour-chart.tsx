import type { MoneyPage } from '@harmonybatch/console-api';
import { scaleLinear } from '@visx/scale';
import { useId, useState } from 'react';
import { Axes } from '../chart/axes';
import { ChartArea, type Area } from '../chart/chart-area';
import { counted, money, time } from '../figures/format';
import { coverageInWords } from './coverage-in-words';
import { hourBars, type HourBar } from './hour-bars';
import { StackLegend } from './stack-legend';
import { stacksOf, type Stack } from './stacks';
import styles from './money.module.css';

interface Props {
  readonly money: MoneyPage;
}

const height = 220;
/** Least width of a bar with the gap beside it, px. */
const barRoom = 9;

/** Money hour by hour, each divided among whom it was spent on; hours that are not whole are hatched, those of which nothing is known are marked at the axis. */
export function HourChart({ money: { hours, rows, by, currency } }: Props) {
  const [pointed, setPointed] = useState<number | null>(null);
  const known = hours.filter(({ coverage }) => coverage !== 'unknown');
  const dearest = known.reduce<(typeof known)[number] | undefined>(
    (most, hour) => (most === undefined || hour.amount > most.amount ? hour : most),
    undefined,
  );
  const stacks = stacksOf({ by, rows, hours });
  const bars = hourBars(hours, 168);
  const bar = pointed === null ? undefined : bars[Math.min(bars.length - 1, Math.floor(pointed * bars.length))];
  return (
    <>
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
        {(area) => (
          <Bars
            area={area}
            bars={hourBars(hours, Math.min(168, area.width / barRoom))}
            stacks={stacks}
            currency={currency}
          />
        )}
      </ChartArea>
      <StackLegend stacks={stacks} by={by} hours={bar === undefined ? hours : [bar]} currency={currency} />
    </>
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
  readonly stacks: readonly Stack[];
  readonly currency: string | null;
}

function Bars({ area, bars, stacks, currency }: BarsProps) {
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
      {bars.map((bar) => {
        const { fromMs: atMs, toMs: untilMs, amount, coverage } = bar;
        const across = { x: x(atMs) + gap / 2, width: Math.max(0.5, x(untilMs) - x(atMs) - gap) };
        const top = coverage === 'unknown' ? area.height - 4 : y(amount);
        let below = 0;
        return (
          <g key={atMs}>
            {stacks.map(({ key, color, amountOf }) => {
              const from = y(below);
              below += amountOf(bar);
              return <rect key={key} {...across} y={y(below)} height={from - y(below)} fill={color} />;
            })}
            {coverage === 'complete' ? null : (
              <rect
                {...across}
                y={top}
                height={area.height - top}
                fill={coverage === 'unknown' ? 'var(--warning)' : `url(#${hatch})`}
              />
            )}
          </g>
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
