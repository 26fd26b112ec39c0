import type { Stretch } from '@harmonybatch/console-api';
import { duration } from '../figures/format';
import { timelineScale, type TimelineScale } from './timeline-scale';
import styles from './timeline.module.css';

const looks: Readonly<Record<Stretch['part'], { readonly name: string; readonly color: string }>> = {
  waited: { name: 'Waited in its batch', color: 'var(--series-2)' },
  way: { name: 'On the way to the function', color: 'var(--series-5)' },
  'cold-start': { name: 'Cold start', color: 'var(--series-4)' },
  ran: { name: 'Ran', color: 'var(--series-1)' },
  'way-out': { name: 'On the way out', color: 'var(--series-3)' },
};

interface Props {
  readonly stretches: readonly Stretch[];
  /** ms since arrival; null where there is none. */
  readonly deadlineMs: number | null;
}

/** A request's way, stretch by stretch, against its deadline; each with a mark where the plan had it end. */
export function Timeline({ stretches, deadlineMs }: Props) {
  const scale = timelineScale(stretches, deadlineMs);
  const deadline = deadlineMs === null ? null : scale.placeOf(deadlineMs);
  return (
    <figure className={styles.timeline}>
      <ol className={styles.rows}>
        {stretches.map((stretch) => (
          <Row key={`${stretch.part} ${stretch.fromMs}`} stretch={stretch} scale={scale} deadline={deadline} />
        ))}
      </ol>
      {deadline === null ? null : (
        <div className={styles.foot} aria-hidden>
          <span />
          <span className={styles.footTrack}>
            <span
              className={styles.deadlineName}
              style={{ left: `${deadline}%` }}
              data-side={deadline > 50 ? 'left' : 'right'}
            >
              deadline {duration(deadlineMs)}
            </span>
          </span>
          <span />
        </div>
      )}
      <figcaption>
        {scale.pieces.some(({ collapsed }) => collapsed)
          ? 'Hatched time is drawn shorter than it was: nothing was done in it. '
          : ''}
        Marks show where the plan had a stretch end.
      </figcaption>
    </figure>
  );
}

interface RowProps {
  readonly stretch: Stretch;
  readonly scale: TimelineScale;
  readonly deadline: number | null;
}

function Row({ stretch: { part, fromMs, durationMs, plannedMs }, scale, deadline }: RowProps) {
  const { name, color } = looks[part];
  const left = scale.placeOf(fromMs);
  const width = scale.placeOf(fromMs + durationMs) - left;
  const isCollapsed = scale.pieces.some((piece) => piece.collapsed && piece.fromMs === fromMs && part === 'waited');
  const isOver = plannedMs !== null && durationMs > plannedMs * 1.05 + 1;
  return (
    <li className={styles.row}>
      <span className={styles.name}>{name}</span>
      <span className={styles.track} aria-hidden>
        <span
          className={styles.stretch}
          data-collapsed={isCollapsed ? '' : undefined}
          style={{ left: `${left}%`, width: `${Math.max(width, 0.3)}%`, background: color }}
        />
        {plannedMs === null ? null : (
          <span className={styles.planned} style={{ left: `${scale.placeOf(fromMs + plannedMs)}%` }} />
        )}
        {deadline === null ? null : <span className={styles.deadline} style={{ left: `${deadline}%` }} />}
      </span>
      <span className={styles.took} data-over={isOver ? '' : undefined}>
        <b>{duration(durationMs)}</b> {plannedMs === null ? '' : `planned ${duration(plannedMs)}`}
      </span>
    </li>
  );
}
