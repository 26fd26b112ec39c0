import type { ReceivedSpan } from '@harmonybatch/local-backends';
import { escaped } from './escaped';
import type { WayOfRequest } from './way-of-request';

const width = 1160;
const labelWidth = 250;
const rowHeight = 34;
const barHeight = 18;
const topHeight = 40;
/** Room right of the bars for what the last of them take. */
const rightMargin = 90;
const ticks = 8;

/** Colours of bars by whose they are. */
const colours = {
  producer: '#8896a5',
  request: '#2f7fc1',
  other: '#b8d4ec',
  batch: '#3a9650',
  function: '#cf8a1c',
} as const;

interface Row {
  readonly label: string;
  readonly span: ReceivedSpan;
  readonly colour: string;
}

/** The spans as bars over time, and the links between waits and their batch as dashed lines. */
export function traceChart(way: WayOfRequest): string {
  const rows = rowsOf(way);
  const scale = new TimeScale(
    Math.min(...rows.map(({ span }) => span.startMs)),
    Math.max(...rows.map(({ span }) => span.endMs)),
    way.producer.startMs,
  );
  const height = topHeight + rows.length * rowHeight + 8;
  return [
    `<svg viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" role="img">`,
    ...scale.marks().map((mark) => gridLine(mark, height)),
    ...rows.map((row, index) => bar(row, index, scale)),
    ...links(way, rows, scale),
    '</svg>',
  ].join('\n');
}

const rowsOf = ({ producer, ingest, wait, others, batch, run, invocations }: WayOfRequest): Row[] => [
  { label: 'producer sends', span: producer, colour: colours.producer },
  { label: 'ingest accepts', span: ingest, colour: colours.request },
  { label: 'waits for a batch', span: wait, colour: colours.request },
  ...others.map((span, index) => ({ label: `another request waits (${index + 2})`, span, colour: colours.other })),
  { label: `batch of ${others.length + 1} leaves`, span: batch, colour: colours.batch },
  { label: 'dispatcher runs the batch', span: run, colour: colours.batch },
  ...invocations.map((span) => ({ label: 'function is invoked', span, colour: colours.function })),
];

/** Places of times on the page. */
class TimeScale {
  constructor(
    private readonly fromMs: number,
    private readonly toMs: number,
    private readonly zeroMs: number,
  ) {}

  x(atMs: number): number {
    const span = Math.max(1, this.toMs - this.fromMs);
    return labelWidth + ((atMs - this.fromMs) / span) * (width - labelWidth - rightMargin);
  }

  /** Round times since the producer's, with their places. */
  marks(): { readonly x: number; readonly label: string }[] {
    const stepMs = roundStep((this.toMs - this.fromMs) / ticks);
    const first = Math.ceil((this.fromMs - this.zeroMs) / stepMs);
    const last = Math.floor((this.toMs - this.zeroMs) / stepMs);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
      const sinceMs = (first + index) * stepMs;
      return { x: this.x(this.zeroMs + sinceMs), label: `${sinceMs} ms` };
    });
  }
}

/** The next of 1, 2, 5, 10, 20, … ms. */
function roundStep(leastMs: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, leastMs)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((stepMs) => stepMs >= leastMs) ?? 10 * power;
}

const middleOf = (index: number): number => topHeight + index * rowHeight + rowHeight / 2;

const gridLine = ({ x, label }: { readonly x: number; readonly label: string }, height: number): string =>
  `<line x1="${x}" y1="${topHeight - 8}" x2="${x}" y2="${height}" stroke="#e3e8ed"/>` +
  `<text x="${x}" y="${topHeight - 16}" text-anchor="middle" fill="#5a6775">${label}</text>`;

function bar({ label, span, colour }: Row, index: number, scale: TimeScale): string {
  const [x, middle] = [scale.x(span.startMs), middleOf(index)];
  const barWidth = Math.max(2, scale.x(span.endMs) - x);
  const title = `<title>${escaped(`${span.name} (${span.service})`)}</title>`;
  return (
    `<text x="${labelWidth - 12}" y="${middle + 4}" text-anchor="end" fill="#17212b">${escaped(label)}</text>` +
    `<rect x="${x}" y="${middle - barHeight / 2}" width="${barWidth}" height="${barHeight}" rx="3" fill="${colour}">${title}</rect>` +
    `<text x="${x + barWidth + 6}" y="${middle + 4}" fill="#5a6775">${(span.endMs - span.startMs).toFixed(1)} ms</text>`
  );
}

/** From the end of each wait to the beginning of the batch. */
function links({ wait, others, batch }: WayOfRequest, rows: readonly Row[], scale: TimeScale): string[] {
  const rowOf = (span: ReceivedSpan): number => middleOf(rows.findIndex((row) => row.span === span));
  const [toX, toY] = [scale.x(batch.startMs), rowOf(batch) - barHeight / 2];
  return [wait, ...others].map((span) => {
    const [fromX, fromY] = [scale.x(span.endMs), rowOf(span) + barHeight / 2];
    return `<path d="M${fromX},${fromY} C${fromX},${fromY + rowHeight / 2} ${toX},${toY - rowHeight / 2} ${toX},${toY}" fill="none" stroke="#3a9650" stroke-dasharray="4 3"/>`;
  });
}
