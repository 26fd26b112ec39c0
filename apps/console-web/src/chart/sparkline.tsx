import { scaleLinear } from '@visx/scale';
import { AreaClosed, LinePath } from '@visx/shape';
import { useMemo } from 'react';
import { ChartArea, type Area } from './chart-area';
import styles from './chart.module.css';

interface Props {
  readonly summary: string;
  readonly values: readonly number[];
  readonly height?: number;
}

const none = { top: 2, right: 0, bottom: 0, left: 0 };

/** The recent past of one figure, from 0 up, without axes. */
export function Sparkline({ summary, values, height = 40 }: Props) {
  return (
    <ChartArea summary={summary} height={height} margin={none}>
      {(area) => <Line area={area} values={values} />}
    </ChartArea>
  );
}

function Line({ area, values }: { readonly area: Area; readonly values: readonly number[] }) {
  const points = useMemo(() => values.map((value, index) => ({ value, index })), [values]);
  const x = scaleLinear({ domain: [0, Math.max(1, values.length - 1)], range: [0, area.width] });
  const y = scaleLinear({ domain: [0, Math.max(1, ...values)], range: [area.height, 0] });
  const at = { x: ({ index }: { index: number }) => x(index), y: ({ value }: { value: number }) => y(value) };
  return (
    <>
      <AreaClosed data={points} {...at} yScale={y} className={styles.fill} fill="var(--series-1)" />
      <LinePath data={points} {...at} className={styles.series} stroke="var(--series-1)" />
    </>
  );
}
