import { performance } from 'node:perf_hooks';
import { comparedStrategies, type EvaluationContext } from '../context';
import { planWith } from '../compare';
import { randomInstance } from '../instances';
import type { Experiment } from '../report/experiment';

const appCounts = [1, 6, 12];
const warmRuns = 20;
const published: Readonly<Record<string, readonly number[]>> = {
  batch: [34, 222, 393],
  mbs: [176, 3497, 8156],
  harmony: [2, 23, 38],
};

/** Table IV: planning time. */
export async function table4({ models, settings, seed, onProgress }: EvaluationContext): Promise<Experiment> {
  onProgress('table IV: planning time');
  const setting = settings[0]!;
  const rows = models.flatMap((model) =>
    comparedStrategies.map((strategy) => {
      const medians = appCounts.map((count) => {
        const times = Array.from({ length: 2 * warmRuns }, (_, run) => {
          const pool = Array.from(
            { length: count },
            (_, index) => randomInstance(model, run * count + index, seed)[0]!,
          );
          const apps = pool.map((app, index) => ({ ...app, name: `app${index}` }));
          const startMs = performance.now();
          planWith(strategy, model, setting, apps);
          return performance.now() - startMs;
        });
        return times.slice(warmRuns).sort((one, other) => one - other)[warmRuns / 2]!;
      });
      return [model.name, strategy, ...medians, published[strategy]?.join(' / ') ?? null];
    }),
  );
  return {
    id: 'table-4',
    title: 'Table IV: planning time',
    question: 'How long does planning take for 1, 6 and 12 apps?',
    published: 'BATCH 34 / 222 / 393 ms, MBS+ 176 / 3,497 / 8,156 ms, HarmonyBatch 2 / 23 / 38 ms.',
    plots: [],
    tables: [
      {
        id: 'times',
        title: `Median of ${warmRuns} warm runs on this machine, ms`,
        columns: ['model', 'strategy', ...appCounts.map((count) => `${count} apps`), 'published'],
        rows,
      },
    ],
    notes: [
      'Measured while the report was made, with whatever else the machine did; `npm run bench:planning-time` goes up to 1,000 apps.',
    ],
  };
}
