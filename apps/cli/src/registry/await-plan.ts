import type { SystemReader } from '../system/system-reader';
import type { Expectation, Progress } from './expectation';
import type { RegistryViews } from './registry-views';

export interface Settled {
  readonly expectation: Expectation;
  /** `waiting` here means that time ran out. */
  readonly progress: Progress;
}

const settledOf = (expectations: readonly Expectation[], views: RegistryViews): Settled[] =>
  expectations.map((expectation) => ({ expectation, progress: expectation.state(views) }));

/**
 * Follows the plans until every expectation is met or refused, at most `timeoutMs`.
 * @param onFault called once of each reason why a plan could not be made yet; the planner goes on trying
 */
export async function awaitPlan(
  expectations: readonly Expectation[],
  views: RegistryViews,
  reader: SystemReader,
  timeoutMs: number,
  onFault: (model: string, reason: string) => void,
): Promise<Settled[]> {
  const deadline = performance.now() + timeoutMs;
  const reported = new Set<string>();
  for (;;) {
    const settled = settledOf(expectations, views);
    const left = deadline - performance.now();
    if (left <= 0 || settled.every(({ progress }) => progress.kind !== 'waiting')) return settled;
    for (const [model, reason] of faultsOf(settled, views)) {
      if (!reported.has(model + reason)) onFault(model, reason);
      reported.add(model + reason);
    }
    await reader.nextBatch(left);
  }
}

function faultsOf(settled: readonly Settled[], views: RegistryViews): Map<string, string> {
  const waiting = settled.filter(({ progress }) => progress.kind === 'waiting');
  return new Map(
    waiting.flatMap(({ expectation: { model } }) => {
      const reason = views.planningFault(model);
      return reason === undefined ? [] : [[model, reason] as const];
    }),
  );
}
