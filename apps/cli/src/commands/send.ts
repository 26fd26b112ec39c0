import { randomBytes } from 'node:crypto';
import { JsonText, type InferenceRequest } from '@harmonybatch/client';
import { InferenceRequested, compile, limits } from '@harmonybatch/contracts';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { problemOfFault } from '../documents/fields';
import { duration, finding, json } from '../options/common-options';
import { keyFileOption, signingKeyText } from '../keys/signing-key';
import { readInputs } from '../options/inputs';
import { parsePositive, parseWhole } from '../options/option-values';
import { Refusal } from '../refusal';
import { milliseconds, plural } from '../render/figures';
import { plainText, shortened } from '../render/plain-text';
import { renderTable } from '../render/table';
import type { Style } from '../render/terminal';
import { answersTo, type Answer } from '../send/answers-to';
import { findSystem } from '../system/find-system';

export interface SendOptions {
  readonly app: string;
  readonly count: number;
  readonly inputs?: string;
  readonly slo?: number;
  readonly id?: string;
  readonly keyFile?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** `harmonybatch send`. */
export function addSend(program: Command, context: CommandContext): void {
  program
    .command('send')
    .description('publish requests of one app and print their answers; exit status 1 unless all are ok')
    .requiredOption('--app <name>', 'app that sends')
    .option('--count <n>', 'how many requests', parseWhole(1, 10_000), 1)
    .option('--inputs <json>', 'inputs as JSON, or @FILE that holds them (default: {})')
    .option('--slo <ms>', 'SLO of these requests, where tighter than that of the app', parsePositive(limits.maxSloMs))
    .option('--id <id>', 'id of the request; several get -1, -2, … added (default: a new one)')
    .addOption(duration('--timeout <duration>', 'longest wait for the answers', 30))
    .option(...keyFileOption)
    .option(...json)
    .addHelpText('after', finding)
    .action((options: SendOptions) => send(options, context));
}

const requestCheck = compile(InferenceRequested);

/** @throws Refusal where the contract would refuse the requests */
function buildRequests(options: SendOptions): (InferenceRequest & { readonly id: string })[] {
  const { text, value: inputs } = readInputs(options.inputs);
  const stem = options.id ?? `send-${randomBytes(4).toString('hex')}`;
  return Array.from({ length: options.count }, (_, at) => {
    const id = options.count === 1 ? stem : `${stem}-${at + 1}`;
    const request = { app: options.app, id, sloMs: options.slo, inputs };
    if (requestCheck.check(request)) return { id, sloMs: options.slo, inputs: new JsonText(text) };
    throw new Refusal(
      'Such a request would be rejected.',
      requestCheck.explain(request).map((fault) => problemOfFault(fault, '')),
    );
  });
}

const statusPaint = (status: string, style: Style): string =>
  status === 'ok' ? style.green(status) : style.red(status);

const explained = ({ outcome }: Answer): string => {
  if (outcome.error === undefined) return shortened(JSON.stringify(outcome.outputs) ?? '', 80);
  const { code, field, message, hint } = outcome.error;
  return [`${code}${field === undefined ? '' : ` (${field})`}: ${message}`, hint].filter(Boolean).join('. ');
};

const columns = [
  { title: 'Request' },
  { title: 'Outcome' },
  { title: 'Latency', align: 'right' },
  { title: 'Queued', align: 'right' },
  { title: 'Ran', align: 'right' },
  { title: 'Batch', align: 'right' },
  { title: 'Sent by' },
  { title: 'Answer' },
] as const;

function rowOf(id: string, answer: Answer | undefined, style: Style): string[] {
  if (answer === undefined) return [plainText(id), style.red('no answer'), '', '', '', '', '', ''];
  const { status, timing, batch } = answer.outcome;
  return [
    plainText(id),
    statusPaint(status, style),
    milliseconds(answer.latencyMs),
    milliseconds(timing.queuedMs),
    timing.executedMs > 0 ? milliseconds(timing.executedMs) : '–',
    batch ? String(batch.size) : '–',
    batch ? batch.reason : '–',
    plainText(explained(answer)),
  ];
}

async function send(options: SendOptions, context: CommandContext): Promise<void> {
  const requests = buildRequests(options);
  const key = signingKeyText(context.env, options.keyFile);
  const answers = await answersTo(requests, findSystem(context.env, context.folder), { ...options, key });
  const { terminal } = context;
  if (options.json) {
    printJson(
      terminal,
      requests.map(({ id }, at) => ({ id, latencyMs: null, outcome: null, ...answers[at] })),
    );
  } else {
    const rows = requests.map(({ id }, at) => rowOf(id, answers[at], terminal.outStyle));
    terminal.out(`\n${renderTable(columns, rows, terminal.outStyle)}\n`);
  }
  const missing = answers.filter((answer) => answer === undefined).length;
  if (missing > 0) {
    const again = options.id === undefined ? '' : ' An id that was answered before is not answered again.';
    terminal.err(`${plural(missing, 'request')} got no answer within ${options.timeout} s.${again}\n`);
  }
  if (answers.some((answer) => answer?.outcome.status !== 'ok')) context.exitWith(1);
}
