import { gpuPays } from './beyond/gpu-pays';
import { savings } from './beyond/savings';
import { sizeAware } from './beyond/size-aware';
import { traces } from './beyond/traces';
import type { EvaluationContext } from './context';
import { fig1112 } from './paper/fig-11-12';
import { fig13 } from './paper/fig-13';
import { fig14 } from './paper/fig-14';
import { fig6 } from './paper/fig-6';
import { fig7 } from './paper/fig-7';
import { fig910 } from './paper/fig-9-10';
import { table1 } from './paper/table-1';
import { table4 } from './paper/table-4';
import type { Experiment } from './report/experiment';

/** By name, in the order of the report; null where an experiment's models or data are not part of the context. */
export const experiments: Readonly<Record<string, (context: EvaluationContext) => Promise<Experiment | null>>> = {
  'table-1': table1,
  'fig-6': fig6,
  'fig-7': fig7,
  'fig-9-10': fig910,
  'fig-11-12': fig1112,
  'fig-13': fig13,
  'fig-14': fig14,
  'table-4': table4,
  'gpu-pays': gpuPays,
  savings,
  'size-aware': sizeAware,
  traces,
};

/**
 * Runs experiments one after the other.
 * @param names which ones; each a key of `experiments`.
 */
export async function runExperiments(context: EvaluationContext, names: readonly string[]): Promise<Experiment[]> {
  const done: Experiment[] = [];
  for (const name of names) {
    const experiment = await experiments[name]?.(context);
    if (experiment != null) done.push(experiment);
  }
  return done;
}
