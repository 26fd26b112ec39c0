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
  /** Where ticks stand at the bottom; absent: where the scale has them. */
  readonly ticksX?: readonly number[];
}

const below = { className: styles.tick, textAnchor: 'middle', dy: '0.1em' } as const;
const beside = { className: styles.tick, textAnchor: 'end', dx: '-0.3em', dy: '0.3em' } as const;

/** Both axes with few ticks and light lines: they are there to be read off, not to be looked at. */
export function Axes({ area, x, y, formatX, formatY, ticksX }: Props) {
  return (
    <>
      <GridRows scale={y as never} width={area.width} numTicks={4} className={styles.grid} stroke="" />
      <AxisLeft
        scale={y}
        numTicks={4}
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
