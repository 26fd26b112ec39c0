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

/**
 * Follows the plans until every expectation is met or refused, at most `timeoutMs`.
 * @param onFault told once of each reason why a plan could not be made yet; the planner goes on trying
 */
export async function awaitPlan(
  expectations: readonly Expectation[],
  live: LiveState,
  reader: LogReader,
  timeoutMs: number,
  onFault: (model: string, reason: string) => void,
): Promise<Settled[]> {
  const deadline = performance.now() + timeoutMs;
  const told = new Set<string>();
  for (;;) {
    const settled = settledOf(expectations, live);
    const left = deadline - performance.now();
    if (left <= 0 || settled.every(({ progress }) => progress.kind !== 'waiting')) return settled;
    for (const [model, reason] of faultsOf(settled, live)) {
      if (!told.has(model + reason)) onFault(model, reason);
      told.add(model + reason);
    }
    if (reader.failed) throw reader.failed;
    await reader.nextBatch(left);
  }
}

function faultsOf(settled: readonly Settled[], live: LiveState): Map<string, string> {
  const waiting = settled.filter(({ progress }) => progress.kind === 'waiting');
  return new Map(
    waiting.flatMap(({ expectation: { model } }) => {
      const reason = live.planningFault(model);
      return reason === undefined ? [] : [[model, reason] as const];
    }),
  );
}
