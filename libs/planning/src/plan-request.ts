import type { Catalogue, ModelProfile, PriceBook } from '@harmonybatch/model';
import { strategies } from './grouping/strategy';
import type { AppDemand } from './plan';

export interface PlanRequest {
  /** Name of a strategy, such as `harmony`. */
  readonly strategy: string;
  readonly model: string;
  readonly profile: ModelProfile;
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
  readonly apps: readonly AppDemand[];
  /** What the way to the function and back takes of every SLO, ms. */
  readonly overheadMs: number;
}

const mostApps = 10_000;
const mostSloMs = 600_000;
const mostRateHz = 1e6;

/** Everything that is wrong with a request, in words; empty for one that can be planned. */
export function requestFaults({ strategy, apps, overheadMs }: PlanRequest): string[] {
  const faults: string[] = [];
  if (strategies[strategy] === undefined) {
    faults.push(`strategy "${strategy}" is unknown; there are: ${Object.keys(strategies).join(', ')}`);
  }
  if (!Number.isFinite(overheadMs) || overheadMs < 0)
    faults.push(`overheadMs is ${overheadMs}; it has to be 0 or more`);
  if (apps.length === 0) faults.push('apps is empty; name at least one app');
  if (apps.length > mostApps) faults.push(`there are ${apps.length} apps; at most ${mostApps} can be planned`);
  const names = new Set<string>();
  for (const app of apps) {
    if (names.has(app.name)) faults.push(`app "${app.name}" is named twice; names have to be unique`);
    names.add(app.name);
    faults.push(...appFaults(app));
  }
  return faults;
}

function appFaults({ name, sloMs, rateHz }: AppDemand): string[] {
  const faults: string[] = [];
  if (!(sloMs > 0 && sloMs <= mostSloMs)) {
    faults.push(`app "${name}" has sloMs ${sloMs}; it has to be above 0 and at most ${mostSloMs}`);
  }
  if (!(rateHz > 0 && rateHz <= mostRateHz)) {
    faults.push(`app "${name}" has rateHz ${rateHz}; it has to be above 0 and at most ${mostRateHz}`);
  }
  return faults;
}
