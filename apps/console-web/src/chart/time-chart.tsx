import { scaleLinear } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { useState } from 'react';
import { minute, unknown } from '../figures/format';
import { Axes } from './axes';
import { ChartArea, type Area } from './chart-area';
import { ReferenceAcross } from './reference';
import styles from './chart.module.css';

export interface Series {
  readonly name: string;
  /** A color of the theme, such as var(--series-1). */
  readonly color: string;
  /** One for each moment; null where there is none. */
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly summary: string;
  /** Moments, oldest first, epoch ms. */
  readonly timesMs: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** A line across, such as the SLO. */
  readonly reference?: { readonly name: string; readonly value: number };
  /** Where the axis begins and ends; absent: from 0 to the largest value. */
  readonly domain?: readonly [number, number];
  readonly height?: number;
}

/** Figures over time; the pointer reads off what they were at a moment. */
export function TimeChart(props: Props) {
  const { summary, timesMs, series, format, height = 190 } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  const last = timesMs.length - 1;
  const point = (part: number | null) =>
    setPointed(part === null ? null : Math.max(0, Math.min(last, Math.round(part * last))));
  const atMs = pointed === null ? undefined : timesMs[pointed];
  const values = series.map((one) => `${one.name} ${shown(one.values[pointed ?? 0], format)}`);
  return (
    <ChartArea
      summary={summary}
      height={height}
      readout={atMs === undefined ? null : [minute(atMs), ...values].join(' · ')}
      onPoint={point}
    >
      {(area) => <Lines {...props} area={area} pointed={pointed} />}
    </ChartArea>
  );
}

const shown = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? unknown : format(value);

interface LinesProps extends Props {
  readonly area: Area;
  readonly pointed: number | null;
}

function Lines({ area, timesMs, series, format, reference, domain, pointed }: LinesProps) {
  const largest = Math.max(reference?.value ?? 0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const x = scaleLinear({ domain: [timesMs[0] ?? 0, timesMs.at(-1) ?? 1], range: [0, area.width] });
  const y = scaleLinear({ domain: [...(domain ?? [0, largest * 1.08 || 1])], range: [area.height, 0], clamp: true });
  const pointedMs = pointed === null ? undefined : timesMs[pointed];
  return (
    <>
      <Axes area={area} x={x} y={y} formatX={minute} formatY={format} ticksX={evenMinutes(timesMs, area.width)} />
      {reference === undefined ? null : <ReferenceAcross area={area} at={y(reference.value)} name={reference.name} />}
      {pointedMs === undefined ? null : (
        <line className={styles.pointer} x1={x(pointedMs)} x2={x(pointedMs)} y1={0} y2={area.height} />
      )}
      {series.map(({ name, color, values }) => (
        <LinePath
          key={name}
          className={styles.series}
          data={timesMs.map((atMs, index) => ({ atMs, value: values[index] ?? null }))}
          defined={({ value }) => value !== null}
          x={({ atMs }) => x(atMs)}
          y={({ value }) => y(value ?? 0)}
          stroke={color}
        />
      ))}
    </>
  );
}

/** Moments at whole steps of minutes, so many as have room. */
function evenMinutes(timesMs: readonly number[], width: number): number[] {
  const [firstMs = 0] = timesMs;
  const lastMs = timesMs.at(-1) ?? firstMs;
  const room = Math.max(2, width / 80);
  const stepMs = [1, 2, 5, 10, 15, 30, 60, 180, 360, 720, 1_440]
    .map((minutes) => minutes * 60_000)
    .find((step) => (lastMs - firstMs) / step <= room);
  const step = stepMs ?? 7 * 86_400_000;
  const ticks: number[] = [];
  for (let atMs = Math.ceil(firstMs / step) * step; atMs <= lastMs; atMs += step) ticks.push(atMs);
  return ticks;
}
