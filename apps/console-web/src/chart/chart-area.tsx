import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import styles from './chart.module.css';

export interface Area {
  /** Of the inside, without margins, px. */
  readonly width: number;
  readonly height: number;
}

interface Props {
  /** What is to be seen, in a sentence, for whoever cannot see it. */
  readonly summary: string;
  /** Of all, px. */
  readonly height: number;
  readonly margin?: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  readonly children: (area: Area) => ReactNode;
  /** What stands over the picture where the pointer is. */
  readonly readout?: ReactNode;
  /** Where the pointer is, from 0 at the left to 1 at the right; null where it is elsewhere. */
  readonly onPoint?: (part: number | null) => void;
}

const axes = { top: 10, right: 14, bottom: 24, left: 52 };

/** A picture as wide as there is room, with margins for its axes. */
export function ChartArea({ summary, height, margin = axes, children, readout, onPoint }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    setWidth(element.clientWidth);
    return () => resized.disconnect();
  }, []);
  const inside = {
    width: Math.max(0, width - margin.left - margin.right),
    height: height - margin.top - margin.bottom,
  };
  return (
    <div ref={box} className={styles.area} style={{ height }}>
      {inside.width <= 0 ? null : (
        <svg
          role="img"
          aria-label={summary}
          width={width}
          height={height}
          onPointerMove={(event) =>
            onPoint?.((event.clientX - event.currentTarget.getBoundingClientRect().left - margin.left) / inside.width)
          }
          onPointerLeave={() => onPoint?.(null)}
        >
          <g transform={`translate(${margin.left},${margin.top})`}>{children(inside)}</g>
        </svg>
      )}
      {readout === undefined || readout === null ? null : <div className={styles.readout}>{readout}</div>}
    </div>
  );
}
