import { strategies } from './grouping/strategy';
import type { AppDemand } from './plan';
import type { PlanningContext } from './provisioning/provision';

export interface PlanRequest extends PlanningContext {
  /** Name of a strategy, such as `exact`. */
  readonly strategy: string;
  readonly model: string;
  readonly apps: readonly AppDemand[];
  /** What the way to the function and back takes of every SLO, ms. */
  readonly overheadMs: number;
  /**
   * Whether the best plan found so far has to do. Asked often while the search runs; a plan that was cut short is whole,
   * and its notes say so. Absent: the search runs to its end.
   */
  readonly shouldStop?: () => boolean;
}

const maxApps = 10_000;
const maxSloMs = 600_000;
const maxRateHz = 1e6;
const minAttainment = 0.5;

/** Everything that is wrong with a request, in words; empty for one that can be planned. */
export function requestFaults(request: PlanRequest): string[] {
  const { strategy, apps, overheadMs } = request;
  const faults: string[] = contextFaults(request);
  if (strategies[strategy] === undefined) {
    faults.push(`strategy "${strategy}" is unknown; there are: ${Object.keys(strategies).join(', ')}`);
  }
  if (!Number.isFinite(overheadMs) || overheadMs < 0) faults.push(`overheadMs is ${overheadMs}; it must be 0 or more`);
  if (apps.length === 0) faults.push('apps is empty; name at least one app');
  if (apps.length > maxApps) faults.push(`there are ${apps.length} apps; at most ${maxApps} can be planned`);
  const names = new Set<string>();
  for (const app of apps) {
    if (names.has(app.name)) faults.push(`app "${app.name}" is named twice; names have to be unique`);
    names.add(app.name);
    faults.push(...appFaults(app));
  }
  return faults;
}

function contextFaults(request: PlanRequest): string[] {
  const { itemBytes = 0, catalogue } = request;
  const faults = assumedCardFaults(request);
  if (!(itemBytes >= 0 && itemBytes <= catalogue.maxPayloadBytes)) {
    faults.push(
      `itemBytes is ${itemBytes}; one item has to fit into an invocation of ${catalogue.maxPayloadBytes} bytes`,
    );
  }
  return faults;
}

/** What is wrong with the cards that are assumed: they must be whole cards of the catalogue. */
export function assumedCardFaults({
  assumedCards = {},
  catalogue,
}: Pick<PlanRequest, 'assumedCards' | 'catalogue'>): string[] {
  const cards = catalogue.gpus.filter((gpu) => gpu.sharing === 'whole-card').map((gpu) => gpu.gpuType);
  const there = cards.length === 0 ? 'it has no whole cards' : `it has ${cards.join(', ')}`;
  return Object.entries(assumedCards)
    .filter(([, gpuType]) => !cards.includes(gpuType))
    .map(
      ([card, gpuType]) =>
        `card ${card} is assumed to be ${gpuType}, which catalogue ${catalogue.name} has not; ${there}`,
    );
}

function appFaults({ name, sloMs, rateHz, attainment, overheadMs = 0 }: AppDemand): string[] {
  const faults: string[] = [];
  if (!(sloMs > 0 && sloMs <= maxSloMs)) {
    faults.push(`app "${name}" has sloMs ${sloMs}; it must be above 0 and at most ${maxSloMs}`);
  }
  if (!(rateHz > 0 && rateHz <= maxRateHz)) {
    faults.push(`app "${name}" has rateHz ${rateHz}; it must be above 0 and at most ${maxRateHz}`);
  }
  if (!(Number.isFinite(overheadMs) && overheadMs >= 0)) {
    faults.push(`app "${name}" has overheadMs ${overheadMs}; it must be 0 or more`);
  }
  if (attainment !== undefined && !(attainment >= minAttainment && attainment <= 1)) {
    faults.push(`app "${name}" has attainment ${attainment}; it must be ${minAttainment} to 1`);
  }
  return faults;
}
