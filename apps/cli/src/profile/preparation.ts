import { functionCallOf } from '@harmonybatch/contracts';
import { latencyOf, type Catalogue, type CpuProfile, type PriceBook } from '@harmonybatch/model';
import { defaultCpuTargets, type CpuTargets } from '@harmonybatch/profiling';
import type { ProfileOptions } from './profile-options';
import { expectedCpuPoints, expectedGpuPoints, forecastOf, type ExpectedSeconds, type Forecast } from './forecast';
import type { RunTerms } from './point-runner';
import { refuseUnbatched } from './batch-invocation';
import { cpuPlan, gpuPlan, type CpuPlan, type GpuPlan } from './profiling-design';
import type { ModelToProfile } from './profiled-model';

/** All that is settled before anything is measured. */
export interface Preparation {
  readonly cpuPlan?: CpuPlan;
  readonly gpuPlan?: GpuPlan;
  readonly cpuTargets: CpuTargets;
  readonly memoryMb: CpuProfile['memoryMb'];
  readonly runTerms: RunTerms;
  readonly currency: string;
  /** The platform's name of the card whose slices are measured. */
  readonly slicedGpuType?: string;
  /** What a function takes that is as expected, and an odd one at most. */
  readonly usual: Forecast;
  readonly most: Forecast;
}

const usualMemoryMb = 512;
const usualRuns = 40;
/** Without a profile a card is taken to be as fast as so many cores. */
const coresOfCard = 32;

/** @throws Refusal where the catalogue has no functions to measure on, or no batch of the item can be sent */
export function prepare(
  { model, before }: ModelToProfile,
  inputs: string,
  options: ProfileOptions,
  prices: PriceBook,
  catalogue: Catalogue,
): Preparation {
  const memoryMb = memoryOf(before?.cpu, options.memory);
  const neededMb = memoryMb.baseMb + memoryMb.slopeMbPerRequest * (options.maxBatch ?? catalogue.cpu.maxBatchSize);
  const itemBytes = Buffer.byteLength(inputs);
  const terms = { catalogue, memoryMb: neededMb, itemBytes, maxBatchSize: options.maxBatch };
  const cpu = options.on.includes('cpu') ? cpuPlan(terms, options.vcpu) : undefined;
  const gpu = options.on.includes('gpu') ? gpuPlan(terms, options.card) : undefined;
  const called = { model: model.name, call: functionCallOf(model), inputs };
  refuseUnbatched(called, Math.max(cpu?.design.batchSizes.at(-1) ?? 1, gpu?.design.maxBatchSize ?? 1));
  const cpuTargets = { ...defaultCpuTargets, errorShare: options.target };
  const expected = expectedOf(before, options.expect);
  const forecast = (odd: boolean): Forecast =>
    forecastOf(
      [
        ...(cpu === undefined ? [] : expectedCpuPoints(cpu, cpuTargets, odd)),
        ...(gpu === undefined ? [] : expectedGpuPoints(gpu)),
      ],
      {
        prices,
        expected,
        runsPerPoint: odd ? options.maxRuns : Math.min(Math.max(usualRuns, options.minRuns), options.maxRuns),
        parallel: options.parallel,
        spacingSeconds: options.spacing ?? 0,
      },
    );
  return {
    cpuPlan: cpu,
    gpuPlan: gpu,
    cpuTargets,
    memoryMb,
    runTerms: {
      called,
      spacingMs: (options.spacing ?? 0) * 1000,
      timeoutMs: options.timeout * 1000,
      minRuns: Math.min(options.minRuns, options.maxRuns),
      maxRuns: options.maxRuns,
      errorShare: options.target,
      prices,
      expectedSeconds: options.expect,
    },
    currency: prices.currency,
    slicedGpuType: catalogue.gpus.find((offer) => offer.card === gpu?.card && offer.sharing === 'time-sliced')?.gpuType,
    usual: forecast(false),
    most: forecast(true),
  };
}

const memoryOf = (before: CpuProfile | undefined, given: number | undefined): CpuProfile['memoryMb'] =>
  given === undefined
    ? (before?.memoryMb ?? { slopeMbPerRequest: 0, baseMb: usualMemoryMb })
    : { slopeMbPerRequest: 0, baseMb: given };

/** By the profile that the model has, where it says something of such a function; else work over cores. */
function expectedOf(before: ModelToProfile['before'], itemSeconds: number): ExpectedSeconds {
  return (shape, batchSize) => {
    try {
      if (before !== undefined) return latencyOf(before, shape, batchSize).avgSeconds;
    } catch {
      // It says nothing of this function.
    }
    const cores = shape.type === 'cpu' ? shape.vcpu : (coresOfCard * (shape.gpuMemoryMb ?? 0)) / cardMb;
    return (itemSeconds * batchSize) / cores;
  };
}

const cardMb = 24 * 1024;
