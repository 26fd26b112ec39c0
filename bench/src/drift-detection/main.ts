/** How often the drift detector is wrong, and how soon it is right. Whoever changes it looks at other seeds afterwards. */
import { parseArgs } from 'node:util';
import { DriftDetector } from '@harmonybatch/model';
import { SeededRandomness } from '@harmonybatch/traffic';
import { percentileOf } from '../report/statistics';
import { executionTimes, type Variation } from './execution-times';

const usage = `usage: npm run bench:drift-detection -- [--seeds 200] [--first-seed 700000] [--executions 50000] [--help]

Two tables: alarms a million executions where nothing changed, and after how many executions a slowdown is found.
`;
const variations: readonly Variation[] = ['normal', 'lognormal', 'lingering'];
const deviations = [0.03, 0.1, 0.2, 0.3, 0.5];
/** Executions take so many times as long as the profile says, which is not worth a correction. */
const errors = [1, 1.05, 0.95];
const slowdowns = [1.1, 1.2, 1.4, 1.8];
/** Before they get slower, executions were for a while what the profile says. */
const steadyExecutions = 500;
const maxDelay = 5_000;
const million = 1e6;

interface Series {
  readonly variation: Variation;
  readonly deviation: number;
  readonly seed: number;
}

const timesOf = ({ variation, deviation, seed }: Series): (() => number) =>
  executionTimes(variation, deviation, SeededRandomness.stream(seed, `${variation} ${deviation}`));

/** The profile may say less of how executions vary than is so: the detector has to learn it. */
const toldDeviation = (deviation: number): number => deviation / 2;

function falseAlarms(series: Series, executions: number, factor: number): number {
  const draw = timesOf(series);
  const detector = new DriftDetector();
  let alarms = 0;
  for (let execution = 0; execution < executions; execution += 1) {
    detector.add(factor * draw(), 1, toldDeviation(series.deviation));
    if (detector.drift === null) continue;
    alarms += 1;
    detector.reset();
  }
  return alarms;
}

/** After how many slow executions it is found; the longest that is looked for where it is not. */
function delay(series: Series, factor: number): number {
  const draw = timesOf(series);
  const detector = new DriftDetector();
  for (let execution = 0; execution < steadyExecutions; execution += 1) {
    detector.add(draw(), 1, toldDeviation(series.deviation));
    if (detector.drift !== null) detector.reset();
  }
  for (let execution = 1; execution <= maxDelay; execution += 1) {
    detector.add(factor * draw(), 1, toldDeviation(series.deviation));
    if (detector.drift !== null) return execution;
  }
  return maxDelay;
}

function alarmTable(seeds: readonly number[], executions: number): string {
  const rows = variations.flatMap((variation) =>
    deviations.map((deviation) => {
      const perMillion = errors.map((factor) => {
        const alarms = seeds.reduce(
          (sum, seed) => sum + falseAlarms({ variation, deviation, seed }, executions, factor),
          0,
        );
        return ((alarms / (seeds.length * executions)) * million).toFixed(2);
      });
      return `| ${variation} | ${deviation} | ${perMillion.join(' | ')} |`;
    }),
  );
  const heads = errors.map((factor) => ` × ${factor} |`).join('');
  return [`| times | deviation |${heads}`, `|---|---|${errors.map(() => '---|').join('')}`, ...rows].join('\n');
}

function delayTable(seeds: readonly number[]): string {
  const rows = variations.flatMap((variation) =>
    deviations.map((deviation) => {
      const found = slowdowns.map((factor) => {
        const delays = seeds.map((seed) => delay({ variation, deviation, seed }, factor));
        return [0.5, 0.95].map((share) => shown(percentileOf(delays, share))).join(' / ');
      });
      return `| ${variation} | ${deviation} | ${found.join(' | ')} |`;
    }),
  );
  const heads = slowdowns.map((factor) => ` +${Math.round((factor - 1) * 100)} % |`).join('');
  return [`| times | deviation |${heads}`, `|---|---|${slowdowns.map(() => '---|').join('')}`, ...rows].join('\n');
}

const shown = (executions: number): string => (executions >= maxDelay ? 'not' : String(executions));

function main(): void {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      'first-seed': { type: 'string', default: '700000' },
      executions: { type: 'string', default: '50000' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return void process.stdout.write(usage);
  const firstSeed = Number(values['first-seed']);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => firstSeed + index);
  const executions = Number(values.executions);
  process.stdout.write(
    `alarms a million executions, ${seeds.length} seeds × ${executions}\n${alarmTable(seeds, executions)}\n\n` +
      `executions until a slowdown is found, median / 95 %\n${delayTable(seeds)}\n`,
  );
}

main();
