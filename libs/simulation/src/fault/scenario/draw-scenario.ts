import { SeededRandomness } from '../../seeded-randomness';
import { Dice } from './dice';
import { drawFaults, sparePlans } from './draw-faults';
import { drawPlan, drawPlans } from './draw-plans';
import { drawRequests } from './draw-requests';
import { mostSkewMs } from '../world/world-terms';
import type { Scenario } from './scenario';

/** The scenario of a seed: always the same. */
export function drawScenario(seed: number): Scenario {
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
    requests: drawRequests(dice, durationMs),
    plans: drawPlans(dice, durationMs),
    sparePlans: Array.from({ length: sparePlans }, () => drawPlan(dice)),
    mostSkewMs: dice.one([0, 0, mostSkewMs]),
    faults: drawFaults(dice, population, durationMs),
  };
}
