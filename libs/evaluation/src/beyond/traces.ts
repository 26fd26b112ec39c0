import { comparedStrategies, type EvaluationContext } from '../context';
import { outcomeOf } from '../compare';
import type { Experiment } from '../report/experiment';

const secondsPerMinute = 60;

/** The strategies on recorded traffic, re-planned as live. */
export async function traces({
  models,
  settings,
  traces: recorded,
  seed,
  onProgress,
}: EvaluationContext): Promise<Experiment | null> {
  const names = Object.keys(recorded);
  if (names.length === 0) return null;
  const setting = settings[0]!;
  const minutes = Math.max(...Object.values(recorded).map((counts) => counts.length));
  const rows: (string | number | null)[][] = [];
  for (const model of models) {
    const apps = names.map((name, index) => ({
      name,
      sloMs: model.slosMs[Math.round(((index + 1) * (model.slosMs.length - 1)) / names.length)]!,
      rateHz: Math.max(0.01, recorded[name]!.reduce((sum, count) => sum + count, 0) / (minutes * secondsPerMinute)),
    }));
    for (const strategy of comparedStrategies) {
      onProgress(`traces: ${model.name}, ${strategy}`);
      const outcome = await outcomeOf(strategy, model, setting, apps, {
        traffic: { kind: 'trace', requestsPerMinuteByApp: recorded },
        durationSeconds: minutes * secondsPerMinute,
        seed,
      });
      rows.push([
        model.name,
        strategy,
        outcome?.report.total.requests ?? null,
        outcome?.costPerMillion ?? null,
        outcome?.predictedPerMillion ?? null,
        outcome === null ? null : 100 * outcome.violations,
        outcome?.report.batches.meanSize ?? null,
        outcome?.report.total.latencyMs?.p99 ?? null,
        outcome?.report.plans.length ?? null,
        outcome?.report.coldStarts ?? null,
      ]);
    }
  }
  return {
    id: 'traces',
    title: 'Recorded traffic',
    question: `What do ${names.length} recorded apps cost over ${minutes} minutes, with rates estimated and plans re-made as live?`,
    plots: [],
    tables: [
      {
        id: 'traces',
        title: `${setting.prices.currency} per million requests, ${setting.prices.name}`,
        columns: [
          'model',
          'strategy',
          'requests',
          'simulated',
          'predicted',
          'violations %',
          'mean batch',
          'p99 ms',
          'plans',
          'cold starts',
        ],
        rows,
      },
    ],
    notes: [
      'The SLOs of the apps are spread over the range of the paper; no delay but waiting and running is simulated.',
    ],
  };
}
