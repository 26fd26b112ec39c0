import type { BatchWindow } from '@harmonybatch/model';

/** How long batches run. */
export interface RunTimes {
  readonly meanSeconds: number;
  /** Hardly any batch runs for longer. */
  readonly maxSeconds: number;
  /** Probability that a batch still runs so many seconds after it began: a full one, and one that left earlier. */
  readonly fullRunsAfter: (seconds: number) => number;
  readonly earlyRunsAfter: (seconds: number) => number;
}

/** Where windows end, on steps of time: entry `k` is the part that ends after `k` steps. */
export interface WindowEnds {
  readonly stepSeconds: number;
  readonly full: Float64Array;
  readonly early: Float64Array;
  /** Entry `k`: `∫ P(W > w) dw` over the step. */
  readonly lastingSeconds: Float64Array;
  /** The part that ends later than all of them, and how long windows last beyond, on average. */
  readonly later: number;
  readonly beyondSeconds: number;
}

/** How many batches run, as probabilities: entry `n` of `n`. */
type Counts = Float64Array;

/** Windows that end later with less than this probability are not looked at. */
const negligible = 1e-12;

/** What ends between two steps is shared between them so that the mean stays. */
export function windowEnds(window: BatchWindow, stepSeconds: number, count: number, meanSeconds: number): WindowEnds {
  const full: number[] = [0];
  const early: number[] = [window.endsAtOnce];
  const lasting: number[] = [];
  let left = 1 - window.endsAtOnce;
  for (let index = 0; index < count && left > negligible; index += 1) {
    const step = window.step(index * stepSeconds, (index + 1) * stepSeconds);
    full[index]! += step.full * (1 - step.fullAt);
    early[index]! += step.early * (1 - step.earlyAt);
    full.push(step.full * step.fullAt);
    early.push(step.early * step.earlyAt);
    lasting.push(step.lastingSeconds);
    left -= step.full + step.early;
  }
  const lastingSeconds = Float64Array.from(lasting);
  const within = lastingSeconds.reduce((sum, one) => sum + one, 0);
  return {
    ...{ stepSeconds, lastingSeconds, full: Float64Array.from(full), early: Float64Array.from(early) },
    later: left > negligible ? left : 0,
    beyondSeconds: left > negligible ? Math.max(0, meanSeconds - within) : 0,
  };
}

/**
 * `Φ` at every step from 0 on: how many batches run that began at least so long ago, where a window opens now. From the
 * longest time on there are none.
 */
export function whereWindowsOpen(rateHz: number, ends: WindowEnds, times: RunTimes, size: number): Counts[] {
  const { stepSeconds, full, early } = ends;
  const weights = stepWeights(rateHz * stepSeconds);
  const opened: Counts[] = [];
  let before = none(size);
  for (let index = Math.ceil(times.maxSeconds / stepSeconds); index >= 0; index -= 1) {
    const runs = { full: times.fullRunsAfter(index * stepSeconds), early: times.earlyRunsAfter(index * stepSeconds) };
    const began = new Float64Array(size);
    addBatch(began, laterEnds(full, opened, index, none(size, 0)), 1, runs.full);
    addBatch(began, laterEnds(early, opened, index, none(size, ends.later)), 1, runs.early);
    const known = weighted(weights, opened[index + 1] ?? none(size), before, began);
    const now = withOwn(
      known,
      weights.now * (full[0]! + early[0]!),
      weights.now * (full[0]! * runs.full + early[0]! * runs.early),
    );
    opened[index] = now;
    addBatch(began, now, full[0]!, runs.full);
    addBatch(began, now, early[0]!, runs.early);
    before = began;
  }
  return opened;
}

/** `Φ` of a step by what is known: of the next step, of the batches that began at its end, and at its beginning. */
const weighted = ({ kept, later, now }: StepWeights, next: Counts, before: Counts, began: Counts): Counts =>
  began.map((one, n) => now * one + later * before[n]! + kept * next[n]!);

/** The same with windows that end as they open, a part `whole` of which `running` run: `Φ = known + (whole + (z − 1)·running)·Φ`. */
function withOwn(known: Counts, whole: number, running: number): Counts {
  const counts = new Float64Array(known.length);
  for (let n = 0; n < known.length; n += 1)
    counts[n] = (known[n]! + (n === 0 ? 0 : running * counts[n - 1]!)) / (1 - whole + running);
  return counts;
}

/** How many run where a batch begins. */
export function metByBatches({ full, early, later: rest }: WindowEnds, opened: readonly Counts[]): Counts {
  const met = none(opened[0]!.length, rest);
  full.forEach((part, index) => addTo(met, opened[index], part + early[index]!));
  return met;
}

/** How many run at any time, times the mean time from a batch to the next, seconds. */
export function atAnyTime(
  rateHz: number,
  { lastingSeconds, beyondSeconds }: WindowEnds,
  opened: readonly Counts[],
): Counts {
  const sum = none(opened[0]!.length, beyondSeconds);
  addTo(sum, opened[0], 1 / rateHz);
  lastingSeconds.forEach((seconds, index) => {
    addTo(sum, opened[index], seconds / 2);
    addTo(sum, opened[index + 1], seconds / 2);
  });
  return sum;
}

function none(size: number, probability = 1): Counts {
  const counts = new Float64Array(size);
  counts[0] = probability;
  return counts;
}

/** `sum + Σ_{k ≥ 1} ends[k]·Φ(index + k)`. */
function laterEnds(ends: Float64Array, opened: readonly Counts[], index: number, sum: Counts): Counts {
  for (let k = 1; k < ends.length; k += 1) addTo(sum, opened[index + k], ends[k]!);
  return sum;
}

/** Adds a part of counts; where there are none, that nothing runs. */
function addTo(sum: Counts, counts: Counts | undefined, part: number): void {
  if (part === 0) return;
  if (counts === undefined) sum[0]! += part;
  else for (let n = 0; n < sum.length; n += 1) sum[n]! += part * counts[n]!;
}

/** Adds a part of counts with another batch beside, which runs with this probability. */
function addBatch(sum: Counts, counts: Counts, part: number, probability: number): void {
  const [stays, runs] = [part * (1 - probability), part * probability];
  sum[0]! += stays * counts[0]!;
  for (let n = 1; n < sum.length; n += 1) sum[n]! += stays * counts[n]! + runs * counts[n - 1]!;
}

/** Of `∫ R·e^(−R·y)·g` over a step in which `g` changes evenly: what its beginning and its end count, and what comes after. */
interface StepWeights {
  readonly now: number;
  readonly later: number;
  readonly kept: number;
}

function stepWeights(steps: number): StepWeights {
  const kept = Math.exp(-steps);
  const later = (1 - kept * (1 + steps)) / steps;
  return { kept, later, now: 1 - kept - later };
}
