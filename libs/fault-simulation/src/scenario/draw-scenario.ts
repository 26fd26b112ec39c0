import { SeededRandomness } from '@harmonybatch/traffic';
import { Dice } from './dice';
import { drawFaults, drawPressure, sparePlans } from './draw-faults';
import { drawNeighbourPlans, drawPlan, drawPlans } from './draw-plans';
import { drawRequests } from './draw-requests';
import { maxSkewMs } from '../world/world-options';
import type { Scenario } from './scenario';

const oldMs = 3_600_000;
const slowRotationMs = 60_000;
const plenty = 256;

/** The scenario of a seed: always the same. */
export function drawScenario(seed: number): Scenario {
  const scenario = drawAnyScenario(seed);
  return scenario.faultFree ? withoutFaults(scenario) : scenario;
}

/** All went well but for clocks, and there was room for all. */
const withoutFaults = (scenario: Scenario): Scenario => ({
  ...scenario,
  maxInFlight: plenty,
  maxConcurrent: plenty,
  store: { ...scenario.store, ageMs: oldMs },
  maxSkewMs: 0,
  faults: scenario.faults.filter(({ what }) => what.kind === 'clock'),
  requests: scenario.requests.map((request) => ({ ...request, nature: 'plain' })),
  plans: scenario.plans.map(({ plan }) => ({ atMs: 0, plan })),
});

function drawAnyScenario(seed: number): Scenario {
  const dice = new Dice(SeededRandomness.stream(seed, 'scenario'));
  const durationMs = dice.between(300, 2_000);
  const population = { ingest: dice.whole(1, 2), batcher: 2, dispatcher: 2 };
  return {
    seed,
    ingests: population.ingest,
    batchers: population.batcher,
    dispatchers: population.dispatcher,
    partitions: dice.whole(2, 4),
    maxInFlight: dice.one([2, 4, 256]),
    maxConcurrent: dice.one([2, 4, 64]),
    store: { ...drawStore(dice), shards: drawShards(seed) },
    readBackMs: dice.one([0, 0, 300]),
    faultFree: dice.chance(0.1),
    requests: drawRequests(dice, durationMs),
    plans: [...drawPlans(dice, durationMs), ...drawNeighbourPlans(dice).map((plan) => ({ atMs: 0, plan }))],
    sparePlans: Array.from({ length: sparePlans }, () => drawPlan(dice)),
    maxSkewMs: dice.one([0, 0, maxSkewMs]),
    faults: [...drawFaults(dice, population, durationMs), ...drawPressure(dice, durationMs)],
  };
}

/** A store that has known all for long, or one that is young or forgets facts before the longest SLO is over. */
function drawStore(dice: Dice): Omit<Scenario['store'], 'shards'> {
  if (dice.chance(0.6)) return { ageMs: oldMs, rotateMs: slowRotationMs };
  return { ageMs: dice.one([0, 2_000, 6_000, oldMs]), rotateMs: dice.one([7_000, 10_000, slowRotationMs]) };
}

/** Mostly one store; of its own dice, so that the rest of a seed is what it was. */
const drawShards = (seed: number): number => new Dice(SeededRandomness.stream(seed, 'shards')).one([1, 1, 2, 3]);
