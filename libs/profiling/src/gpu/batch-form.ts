import { rootMeanSquare, type HeldOutError } from '../fitting/choose-form';
import { fitLine, lineSeconds, type BatchPoint } from './batch-line';
import { risingTable, tableSeconds } from './batch-table';

/** A table has to be better by this factor than the line of Eq. 2, which takes two numbers. */
const asGood = 1.15;
/** Errors below this are none: no clock tells them. */
const negligible = 1e-3;

/** How the latency of the whole card goes with the batch. */
export type BatchForm = 'line' | 'table';

/** Tells the latency of a batch size, seconds; null where it says nothing. */
type Told = (batchSize: number) => number | null;

const fits: Readonly<Record<BatchForm, (points: readonly BatchPoint[]) => Told>> = {
  line: (points) => {
    const line = fitLine(points);
    return (batchSize) => lineSeconds(line, batchSize);
  },
  table: (points) => {
    const table = risingTable(points);
    return (batchSize) => tableSeconds(table, batchSize);
  },
};

/** What a form made of some points is off by at another one, relative to it; infinite where it says nothing. */
export function batchErrorShare(form: BatchForm, points: readonly BatchPoint[], at: BatchPoint): number {
  const told = fits[form](points)(at.batchSize);
  return told === null ? Infinity : told / at.seconds - 1;
}

/** A form and how well it tells the points. */
export interface ChosenBatchForm {
  readonly form: BatchForm;
  /** Each point between others, as told by the form made of all others. */
  readonly heldOut: readonly HeldOutError[];
  /** Root of the mean square of relative errors at the points themselves. */
  readonly residualShare: number;
}

/**
 * The form with the least error at points that were left out of it, one after the other; the line where it is about as
 * good. A card that launches work as fast as it does it takes the same time for any small batch, and no line tells that.
 */
export function chooseBatchForm(points: readonly BatchPoint[]): ChosenBatchForm {
  const [line, table] = [errorsOf('line', points), errorsOf('table', points)];
  if (table.heldOut.length === 0) return line;
  const usual = ({ heldOut }: ChosenBatchForm): number => rootMeanSquare(heldOut.map(({ errorShare }) => errorShare));
  return usual(line) <= usual(table) * asGood + negligible ? line : table;
}

/** How well a form tells its points, and each point between others that was left out. */
export function errorsOf(form: BatchForm, points: readonly BatchPoint[]): ChosenBatchForm {
  const sizes = points.map(({ batchSize }) => batchSize);
  const between = points.filter(({ batchSize }) => batchSize > Math.min(...sizes) && batchSize < Math.max(...sizes));
  const heldOut = between.map((point) => {
    const others = points.filter((other) => other !== point);
    return { point: { vcpu: 0, ...point }, errorShare: batchErrorShare(form, others, point) };
  });
  return { form, heldOut, residualShare: rootMeanSquare(points.map((point) => batchErrorShare(form, points, point))) };
}
