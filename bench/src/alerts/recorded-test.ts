import { stringify } from 'yaml';
import type { ConditionResult } from './alert-run';
import type { Condition } from './conditions';
import { textOf, type ExpectedAlert } from './expected-alert';
import type { Prometheus } from './prometheus';
import { filesWith, metricsRead } from './rule-files';
import { seriesNotation, valuesNotation } from './sample-notation';

/** Two hours of the rules; of a day as many are enough. */
const leadSeconds = 120;
/** A recording goes on for so long: scrapes and evaluations of the run were not at full seconds, as they are when it is played. */
export const slackSeconds = 15;
const rulesFromTest = '../../../deploy/monitoring/prometheus';

const msPerSecond = 1_000;

/** When a condition was there, in seconds of its recording. */
interface Times {
  readonly begun: number;
  readonly end: number;
}

const firingOf = ({ name, labels }: ExpectedAlert): string =>
  textOf({ name: 'ALERTS', labels: { alertname: name, alertstate: 'firing', ...labels } });

const expectation = (expr: string, atSecond: number, isThere: boolean) => ({
  expr,
  eval_time: `${atSecond}m`,
  exp_samples: isThere ? [{ labels: '{}', value: 1 }] : [],
});

/** Silent when it began, fired meanwhile and not much later than it did, silent again at the end. */
function expectationsOf(alert: ExpectedAlert, { begun, end }: Times, firedAfterSeconds: number) {
  const firing = firingOf(alert);
  const firedBy = Math.min(end, begun + Math.ceil(firedAfterSeconds) + slackSeconds);
  const within = (seconds: number): string => `group(count_over_time(${firing}[${seconds}m]))`;
  return [
    expectation(`group(${firing})`, begun, false),
    expectation(within(firedBy - begun), firedBy, true),
    expectation(`group(${firing})`, end, false),
  ];
}

/**
 * What happened as a test for promtool of the rules as they are: a second of the run is played as a minute, and so windows are as long as
 * in the run, where rules had them 60 times shorter. Of a condition whose alerts all fired and ended.
 * @param firstAtMs when the first of all samples was taken, Unix time
 */
export async function recordedTest(
  prometheus: Prometheus,
  name: string,
  { about, alerts }: Condition,
  { begunAtMs, overAtMs, alerts: results }: ConditionResult,
  firstAtMs: number,
): Promise<string> {
  const begunS = Math.floor(begunAtMs / msPerSecond);
  const fromS = Math.max(Math.ceil(firstAtMs / msPerSecond), begunS - leadSeconds);
  const toS = Math.floor(overAtMs / msPerSecond) + slackSeconds;
  const names = alerts.map((alert) => alert.name);
  const series = await prometheus.sampled(metricsRead(names), fromS, toS);
  const times = { begun: begunS - fromS, end: toS - fromS };
  const test = {
    name: `${name}: ${about}`,
    interval: '1m',
    input_series: series.map(({ metric, values }) => ({
      series: seriesNotation(metric),
      values: valuesNotation(values),
    })),
    promql_expr_test: alerts.flatMap((alert, at) => expectationsOf(alert, times, results[at]!.firedAfterSeconds!)),
  };
  const file = {
    rule_files: filesWith(names).map((path) => `${rulesFromTest}/${path}`),
    evaluation_interval: '1m',
    tests: [test],
  };
  const head = `# Recorded by \`npm run bench:alerts -- --record tools/monitoring/recorded\`: a second of a run is played as a minute.\n`;
  return head + stringify(file, { lineWidth: 0, singleQuote: true }); // as Prettier has it
}
