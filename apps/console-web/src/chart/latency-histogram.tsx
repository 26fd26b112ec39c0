import type { AppPage } from '@harmonybatch/console-api';
import { scaleLinear, scaleLog } from '@visx/scale';
import { useState } from 'react';
import { count, duration } from '../figures/format';
import { Axes } from './axes';
import { ChartArea, type Area } from './chart-area';
import { ReferenceDown } from './reference';
import styles from './chart.module.css';

type Bucket = AppPage['histogram'][number];

interface Props {
  readonly summary: string;
  /** Ascending. */
  readonly buckets: readonly Bucket[];
  readonly sloMs: number;
}

/** How long answers took, on a scale of ratios, against the line that they have to stay left of. */
export function LatencyHistogram({ summary, buckets, sloMs }: Props) {
  const [pointed, setPointed] = useState<number | null>(null);
  const columns = columnsOf(buckets);
  const span = spanOf(columns, sloMs);
  const scale = scaleLog({ domain: [...span], range: [0, 1] });
  const under =
    pointed === null ? undefined : columns.find((one) => scale(one.fromMs) <= pointed && pointed < scale(one.uptoMs));
  const readout =
    under === undefined
      ? null
      : `${duration(under.fromMs)} to ${duration(under.uptoMs)}: ${count(under.requests)} requests`;
  return (
    <ChartArea summary={summary} height={200} readout={readout} onPoint={setPointed}>
      {(area) => <Columns area={area} columns={columns} span={span} sloMs={sloMs} />}
    </ChartArea>
  );
}

interface Column {
  readonly fromMs: number;
  readonly uptoMs: number;
  readonly requests: number;
}

/** Buckets without requests are not there: each is as wide by ratio as the narrowest, at most from the one before. */
function columnsOf(buckets: readonly Bucket[]): Column[] {
  const ratios = buckets.slice(1).map(({ uptoMs }, place) => uptoMs / (buckets[place]?.uptoMs ?? uptoMs));
  const ratio = Math.max(1.02, Math.min(...ratios, 1.1));
  return buckets.map(({ uptoMs, requests }, place) => ({
    fromMs: Math.max(buckets[place - 1]?.uptoMs ?? 0, uptoMs / ratio),
    uptoMs,
    requests,
  }));
}

function spanOf(columns: readonly Column[], sloMs: number): readonly [number, number] {
  const from = Math.min(sloMs * 0.8, columns[0]?.fromMs ?? sloMs);
  return [Math.max(0.01, from), Math.max(sloMs * 1.15, columns.at(-1)?.uptoMs ?? sloMs)];
}

interface ColumnsProps {
  readonly area: Area;
  readonly columns: readonly Column[];
  readonly span: readonly [number, number];
  readonly sloMs: number;
}

function Columns({ area, columns, span, sloMs }: ColumnsProps) {
  const x = scaleLog({ domain: [...span], range: [0, area.width] });
  const y = scaleLinear({
    domain: [0, Math.max(1, ...columns.map(({ requests }) => requests))],
    range: [area.height, 0],
  });
  return (
    <>
      <Axes area={area} x={x} y={y} formatX={duration} formatY={count} whole ticksX={evenDurations(span, area.width)} />
      {columns.map(({ fromMs, uptoMs, requests }) => (
        <rect
          key={uptoMs}
          className={styles.column}
          data-late={fromMs >= sloMs ? '' : undefined}
          x={x(fromMs)}
          y={y(requests)}
          width={Math.max(1, x(uptoMs) - x(fromMs) - 1)}
          height={area.height - y(requests)}
        />
      ))}
      <ReferenceDown area={area} at={x(sloMs)} name={`SLO ${duration(sloMs)}`} />
    </>
  );
}

/** Durations of 1, 2 and 5 times powers of ten within the span, as many as have room. */
function evenDurations([from, to]: readonly [number, number], width: number): number[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power += 1) {
    for (const times of [1, 2, 5]) all.push(times * 10 ** power);
  }
  const inside = all.filter((value) => value >= from && value <= to);
  const every = Math.ceil(inside.length / Math.max(2, width / 64));
  return inside.filter((_, place) => place % every === 0);
}
