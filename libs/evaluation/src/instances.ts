import type { AppDemand } from '@harmonybatch/planning';
import { SeededRandomness } from '@harmonybatch/traffic';
import type { EvaluatedModel } from './context';

const minRateHz = 0.05;
const maxRateHz = 20;
const appCounts = { least: 2, most: 8 };

const logUniform = (random: SeededRandomness): number => minRateHz * (maxRateHz / minRateHz) ** random.uniform();
const oneOf = <T>(values: readonly T[], random: SeededRandomness): T =>
  values[Math.floor(random.uniform() * values.length)]!;

/** A random instance: 2 to 8 apps, rates log-uniform from 0.05 to 20 req/s, SLOs of the model's range. Repeatable. */
export function randomInstance({ name, slosMs }: EvaluatedModel, index: number, seed: number): AppDemand[] {
  const random = new SeededRandomness(seed).fork(`${name}/${index}`);
  const count = Math.floor(random.between(appCounts.least, appCounts.most + 1));
  return Array.from({ length: count }, (_, app) => ({
    name: `app${app + 1}`,
    sloMs: oneOf(slosMs, random),
    rateHz: logUniform(random),
  }));
}

/**
 * Rates of the paper's workload, req/s, which were not published: assumed so that VGG-19 has the shape of Fig. 14, seven CPU
 * functions and one GPU function that become two and one.
 */
const assumedRatesHz = [1.7, 6.2, 0.6, 19.2, 12.9, 0.9, 5.4, 1.3];

/** The workload of the paper's evaluation: 8 apps with SLOs over the model's range. */
export function paperWorkload({ slosMs }: EvaluatedModel): AppDemand[] {
  return assumedRatesHz.map((rateHz, app) => ({
    name: `app${app + 1}`,
    sloMs: slosMs[Math.min(app, slosMs.length - 1)]!,
    rateHz,
  }));
}
