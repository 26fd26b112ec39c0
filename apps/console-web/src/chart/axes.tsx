import { AxisBottom, AxisLeft, type AxisScale } from '@visx/axis';
import { GridRows } from '@visx/grid';
import type { Area } from './chart-area';
import styles from './chart.module.css';

interface Props {
  readonly area: Area;
  readonly x: AxisScale;
  readonly y: AxisScale;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  /** Whether values at the left are whole numbers: then no tick stands between two of them. */
  readonly whole?: boolean;
  /** Where ticks stand at the bottom; absent: where the scale has them. */
  readonly ticksX?: readonly number[];
}

const fewTicks = 4;
const below = { className: styles.tick, textAnchor: 'middle', dy: '0.1em' } as const;
const beside = { className: styles.tick, textAnchor: 'end', dx: '-0.3em', dy: '0.3em' } as const;

/** Both axes with few ticks and light lines: they are there to be read off, not to be looked at. */
export function Axes({ area, x, y, formatX, formatY, whole = false, ticksX }: Props) {
  const rows = whole ? Math.min(fewTicks, Math.max(...y.domain().map(Number))) : fewTicks;
  return (
    <>
      <GridRows scale={y as never} width={area.width} numTicks={rows} className={styles.grid} stroke="" />
      <AxisLeft
        scale={y}
        numTicks={rows}
        hideAxisLine
        hideTicks
        tickFormat={(value) => formatY(Number(value))}
        tickLabelProps={beside}
      />
      <AxisBottom
        scale={x}
        top={area.height}
        numTicks={Math.max(2, Math.floor(area.width / 90))}
        hideTicks
        axisLineClassName={styles.line}
        stroke=""
        tickFormat={(value) => formatX(Number(value))}
        tickLabelProps={below}
        {...(ticksX === undefined ? {} : { tickValues: [...ticksX] })}
      />
    </>
  );
}
