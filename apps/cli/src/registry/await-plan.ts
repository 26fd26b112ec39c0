import type { LogReader } from '../system/log-reader';
import type { Expectation, Progress } from './expectation';
import type { LiveState } from './live-state';

export interface Settled {
  readonly expectation: Expectation;
  /** `waiting` here means that time ran out. */
  readonly progress: Progress;
}

const settledOf = (expectations: readonly Expectation[], live: LiveState): Settled[] =>
  expectations.map((expectation) => ({ expectation, progress: expectation.state(live) }));

/** Follows the plans until every expectation is met or refused, at most `timeoutMs`. */
export async function awaitPlan(
  expectations: readonly Expectation[],
  live: LiveState,
  reader: LogReader,
  timeoutMs: number,
): Promise<Settled[]> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const settled = settledOf(expectations, live);
    const left = deadline - performance.now();
    if (left <= 0 || settled.every(({ progress }) => progress.kind !== 'waiting')) return settled;
    if (reader.failed) throw reader.failed;
    await reader.nextBatch(left);
  }
}
