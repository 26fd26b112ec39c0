import { SeededRandom } from '@harmonybatch/model';
import type { AppDemand } from '@harmonybatch/planning';
import type { EvaluatedModel } from './context';

const leastRateHz = 0.05;
const mostRateHz = 20;
const appCounts = { least: 2, most: 8 };
const workloadApps = 8;

const logUniform = (random: SeededRandom): number => leastRateHz * (mostRateHz / leastRateHz) ** random.next();
const oneOf = <T>(values: readonly T[], random: SeededRandom): T => values[Math.floor(random.next() * values.length)]!;

/** A random instance: 2 to 8 apps, rates log-uniform from 0.05 to 20 req/s, SLOs of the model's range. Repeatable. */
export function randomInstance({ name, slosMs }: EvaluatedModel, index: number, seed: number): AppDemand[] {
  const random = new SeededRandom(seed).fork(`${name}/${index}`);
  const count = Math.floor(random.between(appCounts.least, appCounts.most + 1));
  return Array.from({ length: count }, (_, app) => ({
    name: `app${app + 1}`,
    sloMs: oneOf(slosMs, random),
    rateHz: logUniform(random),
  }));
}

/** The workload of the paper's evaluation: 8 apps with SLOs over the model's range; its rates were not published. */
export function paperWorkload({ name, slosMs }: EvaluatedModel): AppDemand[] {
  const random = new SeededRandom(2024).fork(name);
  return Array.from({ length: workloadApps }, (_, app) => ({
    name: `app${app + 1}`,
    sloMs: slosMs[Math.min(app, slosMs.length - 1)]!,
    rateHz: logUniform(random),
  }));
}
