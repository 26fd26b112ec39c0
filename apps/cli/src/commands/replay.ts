import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { signingKey } from '../keys/signing-key';
import { duration, finding, json } from '../options/common-options';
import { readInputs } from '../options/inputs';
import {
  parseAssignments,
  parseDurationSeconds,
  parsePositive,
  parseWhole,
  type Assignment,
} from '../options/option-values';
import { Refusal } from '../refusal';
import { count, clock, plural } from '../render/figures';
import { renderReport } from '../render/report-table';
import { expectedRequests, refuseRepeatedApps, traceLengthMs, type Stream, type Traffic } from '../replay/arrivals';
import type { ReplayReport } from '../replay/report';
import { runReplay } from '../replay/run-replay';
import { readTrace } from '../replay/trace';
import { findSystem } from '../system/find-system';

export interface ReplayOptions {
  readonly trace?: readonly Assignment[];
  readonly poisson?: readonly Assignment[];
  /** Seconds of the traffic's own time. */
  readonly duration?: number;
  /** Minute of the traces. */
  readonly from: number;
  readonly speed: number;
  readonly seed: number;
  /** Seconds. */
  readonly wait: number;
  readonly json?: boolean;
  readonly report?: string;
  readonly inputs?: string;
  readonly keyFile?: readonly Assignment[];
}

/** `harmonybatch replay`. */
export function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description('publish traffic as an outside Kafka producer would, and report what became of it')
    .option('--trace <app=file>', 'requests per minute of APP, CSV; may be repeated', parseAssignments)
    .option('--poisson <app=rate>', 'requests per second of APP, at random; may be repeated', parseAssignments)
    .option(
      '--duration <duration>',
      "length in the traffic's own time (default: the traces, else 60s)",
      parseDurationSeconds,
    )
    .option('--from <minute>', 'minute of the traces to begin with', parseWhole(0, 100_000), 0)
    .option('--speed <factor>', 'times faster than the traffic', parsePositive(1_000), 1)
    .option('--seed <n>', 'seed of the arrival times', parseWhole(0, 2 ** 32 - 1), 1)
    .addOption(duration('--wait <duration>', 'longest wait for answers after the last request', 30))
    .option('--inputs <json>', 'what every request brings, as JSON, or @FILE that holds it (default: its number)')
    .option(
      '--key-file <app=file>',
      'file with the key that signs the requests of APP; may be repeated (default: HARMONYBATCH_API_KEY for all)',
      parseAssignments,
    )
    .option('--report <file>', 'write the report as JSON to FILE too')
    .option(...json)
    .addHelpText('after', `${finding}\n${statusesAndExamples}`)
    .action((options: ReplayOptions) => replay(options, context));
}

const statusesAndExamples = `
Exit status: 0 where every request was answered, 1 where one was not (or none was ok), 130 after Ctrl-C.

  harmonybatch replay --poisson app1=5,app2=10 --duration 60s
  harmonybatch replay --trace app1=app1.csv --trace app2=app2.csv --from 30 --speed 2`;

const maxRequests = 10_000_000;
const maxRateHz = 10_000;
const poissonSeconds = 60;
const interruptedStatus = 130;

function poissonStream([app, text]: Assignment): Stream {
  const rateHz = Number(text);
  if (rateHz > 0 && rateHz <= maxRateHz) return { app, kind: 'poisson', rateHz };
  throw new Refusal(`--poisson ${app}=${text}: write requests per second above 0 and at most ${maxRateHz}.`);
}

/** @throws Refusal where there is nothing to send, an app is given twice, or it is too much */
export function trafficOf(options: ReplayOptions): Traffic {
  const streams = [
    ...(options.trace ?? []).map(([app, file]): Stream => ({ app, kind: 'trace', perMinute: readTrace(file) })),
    ...(options.poisson ?? []).map(poissonStream),
  ];
  if (streams.length === 0) throw new Refusal('Nothing to replay: give --trace APP=FILE or --poisson APP=RATE.');
  refuseRepeatedApps(streams);
  const traceMs = traceLengthMs(streams, options.from);
  if (traceMs === 0 && streams.some(({ kind }) => kind === 'trace')) {
    throw new Refusal(`--from ${options.from} lies past the end of every trace.`);
  }
  const durationMs = options.duration === undefined ? traceMs || poissonSeconds * 1000 : options.duration * 1000;
  const traffic = { streams, fromMinute: options.from, durationMs, seed: options.seed };
  const requests = expectedRequests(traffic);
  if (requests > maxRequests) {
    throw new Refusal(
      `That is ${count(requests)} requests; one replay sends at most ${count(maxRequests)}. Shorten --duration.`,
    );
  }
  return traffic;
}

function writeReport(report: ReplayReport, file: string): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    throw new Refusal(
      `The report cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** 0 only where every request was published and answered, and at least one with `ok`. */
export const statusOf = (report: ReplayReport): number => {
  if (report.interrupted) return interruptedStatus;
  return report.lost > 0 || report.unpublished > 0 || report.outcomes.ok === 0 ? 1 : 0;
};

async function replay(options: ReplayOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const traffic = trafficOf(options);
  const inputs = options.inputs === undefined ? undefined : readInputs(options.inputs).value;
  const files = new Map(options.keyFile);
  const keys = new Map(traffic.streams.map(({ app }) => [app, signingKey(context.env, files.get(app))]));
  const system = findSystem(context.env, context.folder);
  const seconds = traffic.durationMs / 1000 / options.speed;
  terminal.err(
    `Replaying about ${count(expectedRequests(traffic))} requests of ${plural(traffic.streams.length, 'app')} in ${clock(seconds)}; Ctrl-C ends it with a report.\n`,
  );
  const report = await runReplay(
    system,
    { traffic, inputs, keys, speed: options.speed, waitMs: options.wait * 1000, stop: context.onInterrupt() },
    terminal,
  );
  if (options.json) printJson(terminal, report);
  else terminal.out(renderReport(report, terminal.outStyle));
  context.exitWith(statusOf(report));
  if (options.report !== undefined) writeReport(report, options.report);
}
