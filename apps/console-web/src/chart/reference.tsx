import type { Area } from './chart-area';
import styles from './chart.module.css';

interface Props {
  readonly area: Area;
  /** From the top, or from the left, px. */
  readonly at: number;
  readonly name: string;
}

/** A line across, such as what was promised. */
export function ReferenceAcross({ area, at, name }: Props) {
  return (
    <>
      <line className={styles.reference} x1={0} x2={area.width} y1={at} y2={at} />
      <text className={styles.referenceName} x={area.width} y={at < 14 ? at + 13 : at - 5} textAnchor="end">
        {name}
      </text>
    </>
  );
}

/** A line from top to bottom, such as an SLO. */
export function ReferenceDown({ area, at, name }: Props) {
  const isRight = at > area.width / 2;
  return (
    <>
      <line className={styles.reference} x1={at} x2={at} y1={0} y2={area.height} />
      <text className={styles.referenceName} x={isRight ? at - 6 : at + 6} y={4} textAnchor={isRight ? 'end' : 'start'}>
        {name}
      </text>
    </>
  );
}
