import { randomBytes } from 'node:crypto';
import { InferenceRequested, compile, limits, topics } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { problemOfFault } from '../documents/fields';
import { duration, finding, json } from '../options/common-options';
import { keyFileOption, signedHeaders, signingKey } from '../keys/signing-key';
import { readInputs } from '../options/inputs';
import { parsePositive, parseWhole } from '../options/option-values';
import { Refusal } from '../refusal';
import { milliseconds, plural } from '../render/figures';
import { plainText, shortened } from '../render/plain-text';
import { renderTable } from '../render/table';
import type { Style } from '../render/terminal';
import { AwaitedAnswers, type Answer } from '../send/awaited-answers';
import { findSystem } from '../system/find-system';
import { connectProducer, kafkaOf, topicName } from '../system/kafka';
import { SystemReader } from '../system/system-reader';

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

/** A request, and the text of its record: numbers that JavaScript would round stand there as they were given. */
export interface WrittenRequest {
  readonly request: InferenceRequested;
  readonly text: string;
}

/** @throws Refusal where the contract would refuse the request */
export function buildRequests(options: SendOptions): WrittenRequest[] {
  const { text, value: inputs } = readInputs(options.inputs);
  const stem = options.id ?? `send-${randomBytes(4).toString('hex')}`;
  return Array.from({ length: options.count }, (_, at) => {
    const id = options.count === 1 ? stem : `${stem}-${at + 1}`;
    const rest = { app: options.app, id, sloMs: options.slo };
    const request = { ...rest, inputs };
    if (requestCheck.check(request)) return { request, text: `${JSON.stringify(rest).slice(0, -1)},"inputs":${text}}` };
    throw new Refusal(
      'Such a request would be rejected.',
      requestCheck.explain(request).map((fault) => problemOfFault(fault, '')),
    );
  });
}

async function exchange(
  written: readonly WrittenRequest[],
  { app, timeout, keyFile }: SendOptions,
  context: CommandContext,
): Promise<AwaitedAnswers> {
  const key = signingKey(context.env, keyFile);
  const timeoutMs = timeout * 1000;
  const system = findSystem(context.env, context.folder);
  const kafka = kafkaOf(system);
  const answers = new AwaitedAnswers(app, new Set(written.map(({ request }) => request.id ?? '')));
  const onRecord = (record: InboundRecord): void => answers.take(record, performance.now());
  const reader = await SystemReader.open(kafka, system, [
    { topic: topics.inferenceCompleted.name, from: 'end', onRecord },
  ]);
  try {
    const producer = await connectProducer(kafka);
    const startMs = performance.now();
    answers.sentAt(startMs);
    // One key for all of them: they lie one behind the other, so that it is known which lies where.
    const messages = written.map(({ text }) => ({
      key: written[0]?.request.id ?? null,
      value: text,
      headers: signedHeaders(text, key, Date.now()),
    }));
    const [sent] = await producer.send({ topic: topicName(system, topics.inferenceRequested.name), messages });
    if (sent?.baseOffset !== undefined) answers.placedAt(sent.partition, Number(sent.baseOffset));
    while (answers.size < written.length && performance.now() - startMs < timeoutMs) {
      await reader.nextBatch(Math.max(0, timeoutMs - (performance.now() - startMs)));
    }
    await producer.disconnect();
  } finally {
    await reader.close();
  }
  return answers;
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

function rowOf(request: InferenceRequested, answer: Answer | undefined, style: Style): string[] {
  const id = plainText(request.id ?? '');
  if (answer === undefined) return [id, style.red('no answer'), '', '', '', '', '', ''];
  const { status, timing, batch } = answer.outcome;
  return [
    id,
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
  const written = buildRequests(options);
  const requests = written.map(({ request }) => request);
  const answers = await exchange(written, options, context);
  const { terminal } = context;
  const answerOf = (request: InferenceRequested): Answer | undefined => answers.get(request.id ?? '');
  if (options.json) {
    printJson(
      terminal,
      requests.map((request) => ({ id: request.id, latencyMs: null, outcome: null, ...answerOf(request) })),
    );
  } else {
    const rows = requests.map((request) => rowOf(request, answerOf(request), terminal.outStyle));
    terminal.out(`\n${renderTable(columns, rows, terminal.outStyle)}\n`);
  }
  const missing = requests.length - answers.size;
  if (missing > 0) {
    const again = options.id === undefined ? '' : ' An id that was answered before is not answered again.';
    terminal.err(`${plural(missing, 'request')} got no answer within ${options.timeout} s.${again}\n`);
  }
  if (missing > 0 || answers.values().some(({ outcome }) => outcome.status !== 'ok')) context.exitWith(1);
}
