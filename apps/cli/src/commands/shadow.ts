import { writeFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { limits } from '@harmonybatch/contracts';
import { strategies } from '@harmonybatch/planning';
import type { CommandContext } from '../context';
import { json } from '../options/common-options';
import {
  parseAssignments,
  parseDurationSeconds,
  parseInstant,
  parsePositive,
  parseWhole,
  type Assignment,
} from '../options/option-values';
import { pick, platformOf, withPlanning, type PlanningOptions } from '../options/planning-options';
import { refuseOtherCurrency } from '../plan-file/plan-total';
import { Refusal } from '../refusal';
import { renderShadow } from '../render/shadow-text';
import { colourless } from '../render/terminal';
import { parseAppField, type AppField } from '../shadow/app-field';
import type { ShadowReport } from '../shadow/shadow-report';
import { runShadow, type ShadowSettings } from '../shadow/shadow-run';
import { SloBook } from '../shadow/slo-book';
import { brokersNamed, findSystem } from '../system/find-system';

interface ShadowOptions extends PlanningOptions {
  readonly brokers?: string;
  readonly appField: AppField;
  readonly apps?: string;
  readonly slo?: readonly Assignment[];
  /** Milliseconds. */
  readonly defaultSlo?: number;
  readonly model?: string;
  readonly from: ShadowSettings['from'];
  /** Seconds. */
  readonly for?: number;
  readonly maxRecords: number;
  readonly maxRecordBytes: number;
  readonly maxSimulated: number;
  readonly json?: boolean;
  readonly out?: string;
}

const mebibyte = 1024 * 1024;
const interruptedStatus = 130;

/** `harmonybatch shadow`. */
export function addShadow(program: Command, context: CommandContext): void {
  withPlanning(program.command('shadow'))
    .description('read the requests of any topic and report what batching them would cost and save; writes nothing')
    .argument('<topic>', 'its whole name on the cluster; JSON, or CloudEvents in binary or structured mode')
    .option('--brokers <list>', 'brokers of the topic: host:port, several with commas between')
    .addOption(
      new Option(
        '--app-field <where>',
        'what names the app: a field (/meta/customer, meta.customer), ce_source, ce_type, header:NAME or key',
      )
        .argParser(parseAppField)
        .default(parseAppField('app'), 'app'),
    )
    .option('--apps <file>', 'SLOs and models: apps as `apps apply` takes them, or a file as `plan` takes it')
    .option('--slo <app=ms>', 'SLO of APP; may be repeated', parseAssignments)
    .option('--default-slo <ms>', 'SLO of every other app', parsePositive(limits.maxSloMs))
    .option('--model <name>', 'profile of the model that apps call which no file gives one')
    .option('--from <where>', 'end, beginning, or a time such as 2027-06-30T12:00:00Z', parseFromWhere, 'end')
    .option(
      '--for <duration>',
      "length of the window, in the records' own time where it is past (default: 10m, of the past all there is, up to 24h)",
      parseDurationSeconds,
    )
    .option('--max-records <n>', 'records that are looked at', parseWhole(1, 10_000_000), 1_000_000)
    .option('--max-record-bytes <n>', 'longest value that is read', parseWhole(1, 64 * mebibyte), mebibyte)
    .option(
      '--max-simulated <n>',
      'requests of a model that are simulated: the last ones; 0: none',
      parseWhole(0, 10_000_000),
      100_000,
    )
    .option('--out <file>', 'write the report to FILE instead')
    .option(...json)
    .addHelpText('after', accessStatusesAndExamples)
    .action((topic: string, options: ShadowOptions) => shadow(topic, options, context));
}

const accessStatusesAndExamples = `
Brokers are --brokers, else those of KAFKA_BROKERS or of the nearest .harmonybatch/system.json. KAFKA_SSL and KAFKA_SASL_* say how to log
in. The user needs Describe and Read on the topic: no group is joined, nothing is committed or written.

Exit status: 0 where the SLO of every app that was seen holds, 1 where one does not, nothing was seen or Kafka was lost, 130 after Ctrl-C.

  harmonybatch shadow orders.scoring --brokers kafka:9092 --app-field meta.customer --default-slo 800 --model vgg19
  harmonybatch shadow orders.scoring --apps apps.yaml --from 2027-06-30T12:00:00Z --for 1h --json --out shadow.json`;

/** `end`, `beginning`, or a time → epoch ms. */
function parseFromWhere(text: string): ShadowSettings['from'] {
  if (text === 'end' || text === 'beginning') return text;
  const atMs = parseInstant(text);
  if (atMs > Date.now()) throw new InvalidArgumentError('It lies in the future.');
  return atMs;
}

async function shadow(topic: string, options: ShadowOptions, context: CommandContext): Promise<void> {
  const { terminal, env, folder } = context;
  const { from, maxRecords, maxRecordBytes, maxSimulated } = options;
  pick(strategies, options.strategy, '--strategy');
  const terms = { ...platformOf(options), strategy: options.strategy };
  const book = SloBook.of(options);
  refuseOtherCurrency(book.today, terms.prices);
  const system = options.brokers === undefined ? findSystem(env, folder) : brokersNamed(options.brokers, env);
  const stop = context.onInterrupt();
  const settings = {
    ...{ topic, field: options.appField, book, from, terms, stop, maxSimulated },
    limits: { maxRecords, maxRecordBytes },
    ...(options.for === undefined ? {} : { forMs: options.for * 1000 }),
  };
  terminal.err(`Reading ${topic} at ${system.brokers.join(', ')}; Ctrl-C ends it with a report.\n`);
  const report = await runShadow(system, settings, terminal);
  write(report, options, context);
  context.exitWith(stop.aborted ? interruptedStatus : statusOf(report));
}

/** 0 only where something was seen to its end, and the SLO of every app holds. */
const statusOf = ({ apps, window }: ShadowReport): number =>
  apps.length > 0 && window.endedBy !== 'connection-lost' && apps.every(({ reason }) => reason === null) ? 0 : 1;

function write(report: ShadowReport, { json: asJson, out }: ShadowOptions, { terminal }: CommandContext): void {
  const style = out === undefined ? terminal.outStyle : colourless;
  const text = asJson ? `${JSON.stringify(report, null, 2)}\n` : renderShadow(report, style);
  if (out === undefined) return terminal.out(text);
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new Refusal(
      `The report cannot be written to ${out}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
