import { curveStepAfter } from '@visx/curve';
import { scaleLinear, scaleLog } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { useState } from 'react';
import { duration, moneyPerHour } from '../figures/format';
import { Axes } from './axes';
import { ChartArea, type Area } from './chart-area';
import { ReferenceDown } from './reference';
import styles from './chart.module.css';

interface Price {
  readonly sloMs: number;
  readonly perHour: number;
}

interface Props {
  readonly summary: string;
  /** Tightest first. */
  readonly prices: readonly Price[];
  readonly currency: string;
  /** The SLO that is asked for now. */
  readonly sloMs: number;
}

/** What an hour costs by the SLO: tighter ones to the left. */
export function PriceCurve({ summary, prices, currency, sloMs }: Props) {
  const [pointed, setPointed] = useState<number | null>(null);
  const span = spanOf(prices, sloMs);
  const pointedMs = pointed === null ? null : scaleLog({ domain: [...span], range: [0, 1] }).invert(pointed);
  const near = pointedMs === null ? undefined : prices.findLast((price) => price.sloMs <= pointedMs);
  return (
    <ChartArea
      summary={summary}
      height={200}
      readout={near === undefined ? null : `${duration(near.sloMs)}: ${moneyPerHour(near.perHour, currency)}`}
      onPoint={setPointed}
    >
      {(area) => <Curve area={area} prices={prices} span={span} sloMs={sloMs} />}
    </ChartArea>
  );
}

const spanOf = (prices: readonly Price[], sloMs: number): readonly [number, number] => [
  Math.min(sloMs, prices[0]?.sloMs ?? sloMs) * 0.92,
  Math.max(sloMs, prices.at(-1)?.sloMs ?? sloMs) * 1.08,
];

interface CurveProps {
  readonly area: Area;
  readonly prices: readonly Price[];
  readonly span: readonly [number, number];
  readonly sloMs: number;
}

function Curve({ area, prices, span, sloMs }: CurveProps) {
  const x = scaleLog({ domain: [...span], range: [0, area.width] });
  const dearest = Math.max(...prices.map(({ perHour }) => perHour));
  const y = scaleLinear({ domain: [0, dearest * 1.1 || 1], range: [area.height, 0] });
  const ticks = prices.map((price) => price.sloMs).filter((_, place) => place % Math.ceil(prices.length / 6) === 0);
  return (
    <>
      <Axes
        area={area}
        x={x}
        y={y}
        formatX={duration}
        formatY={(value) => String(Number(value.toPrecision(3)))}
        ticksX={ticks}
      />
      <LinePath
        className={styles.series}
        curve={curveStepAfter}
        data={[...prices]}
        x={(price) => x(price.sloMs)}
        y={({ perHour }) => y(perHour)}
        stroke="var(--series-2)"
      />
      {prices.map((price) => (
        <circle
          key={price.sloMs}
          className={styles.dot}
          cx={x(price.sloMs)}
          cy={y(price.perHour)}
          r={4}
          fill="var(--series-2)"
        />
      ))}
      <ReferenceDown area={area} at={x(sloMs)} name={`now ${duration(sloMs)}`} />
    </>
  );
}
