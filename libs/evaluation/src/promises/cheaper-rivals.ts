import type { KeptPromise } from './kept-promise';

type Kept = Extract<KeptPromise, { kind: 'kept' }>;

/** Part by which another strategy may cost less than `exact`, and the standard errors of both bills beyond that. */
export const rivalBounds = { part: 0.01, errors: 4 } as const;

/**
 * Where another strategy served the same apps for less than `exact`, in the simulation, though it gave every app what it
 * was promised: it is what should have been planned. In words.
 */
export function cheaperRivals(all: readonly Kept[]): string[] {
  const exact = new Map(all.filter(({ strategy }) => strategy === 'exact').map((one) => [one.contest, one]));
  return all.flatMap((rival) => {
    const own = exact.get(rival.contest);
    if (own === undefined || rival === own || !keepsPromises(rival)) return [];
    const saving = 1 - rival.paidPerRequest / own.paidPerRequest;
    const chance = rivalBounds.errors * Math.hypot(own.money.standardError, rival.money.standardError);
    if (saving <= rivalBounds.part + chance) return [];
    const { index, model, prices, strategy } = rival;
    return [
      `instance ${index} (${model}, ${prices}): ${strategy} costs ${(100 * saving).toFixed(2)} % less than exact`,
    ];
  });
}

const keepsPromises = ({ brokenSlos, attainments }: Kept): boolean =>
  brokenSlos.length === 0 && attainments.every(({ promised, requests, late }) => late <= requests * (1 - promised));
