import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { replannerDefaults } from '@harmonybatch/pipeline';
import { simulate, type Hops, type SimulationReport } from '@harmonybatch/simulation';
import { latencyFigures, type Figures } from './figures';
import { harmonybatch } from '../system/harmonybatch';
import { Observer, type LiveSystem } from './observer';

/** As `harmonybatch apps list --json` has it. */
export interface RegisteredApp {
  readonly name: string;
  readonly sloMs: number;
  readonly expectedRateHz: number;
}

/** The same traffic for both: requests per minute of each app. */
export interface Traffic {
  readonly apps: readonly RegisteredApp[];
  readonly traces: readonly (readonly number[])[];
  readonly minutes: number;
}

interface ReplayReport {
  readonly money: { readonly spent: { readonly perRequest: number } };
  readonly meanBatchSize: number;
  readonly attainment: number;
}

export async function liveRun(system: LiveSystem, traffic: Traffic): Promise<{ hops: Hops; figures: Figures }> {
  const observer = await Observer.open(system);
  const folder = mkdtempSync(join(tmpdir(), 'simulated-vs-live-'));
  try {
    const { money, meanBatchSize, attainment } = await replay(traffic, folder);
    const costPerMillion = money.spent.perRequest * 1e6;
    const figures = { costPerMillion, meanBatchSize, attainment, ...latencyFigures(observer.latenciesMs()) };
    return { hops: observer.hops(), figures };
  } finally {
    rmSync(folder, { recursive: true });
    await observer.close();
  }
}

function replay({ apps, traces, minutes }: Traffic, folder: string): Promise<ReplayReport> {
  const options = apps.flatMap(({ name }, index) => {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, traces[index]!.join(','));
    return ['--trace', `${name}=${file}`];
  });
  return harmonybatch(['replay', ...options, '--duration', `${minutes}m`, '--json']);
}

/** The same with the delays that were measured live, on a virtual clock. */
export function simulatedRun({ apps, traces, minutes }: Traffic, hops: Hops, seed: number): Promise<SimulationReport> {
  const { prices, catalogue, strategy, overheadMs } = replannerDefaults;
  return simulate({
    model: 'vgg19',
    profile: shippedProfiles['vgg19']!,
    prices: priceBooks[prices.name]!,
    catalogue: catalogues[catalogue.name]!,
    strategy,
    apps: apps.map(({ name, sloMs, expectedRateHz }) => ({ name, sloMs, rateHz: expectedRateHz })),
    arrivals: {
      kind: 'trace',
      requestsPerMinuteByApp: Object.fromEntries(apps.map(({ name }, index) => [name, traces[index]!])),
    },
    durationSeconds: 60 * minutes,
    warmUpSeconds: 0,
    seed,
    overheadMs,
    hops,
    plans: 'live',
    platform: { durations: 'emulated' },
  });
}
