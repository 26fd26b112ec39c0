/**
 * The way of one request as a picture: the whole system runs with an OpenTelemetry collector of its own, requests are sent with
 * a trace context, and what was recorded of one that shared its batch is drawn.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TraceReceiver, type ReceivedSpan } from '@harmonybatch/local-backends';
import { bareKafka } from '../chain/topic-set';
import { startRealSystem, type RealSystem } from '../real-inference/real-system';
import { progressFrom } from '../report/progress';
import { startBackends } from '../system/backends';
import { harmonybatch, root } from '../system/harmonybatch';
import { tracePage } from './trace-page';
import { sendTraced } from './traced-traffic';
import { wayOf, type WayOfRequest } from './way-of-request';

const usage = `usage: npm run bench:trace -- [options]

  --out FILE     page to write (default trace.html)
  --json FILE    writes every span of the request and its batch there
  --seconds N    how long requests are sent (default 15)

Exits with 1 where no request of a batch of at least two was followed to the function.
`;

const samples = join(root, 'apps', 'local', 'samples');
/** What the sample apps expect. */
const ratesHz = { 'app-400ms': 5, 'app-500ms': 10, 'app-800ms': 10, 'app-1000ms': 15 };
/** The kernel's own period of CPU quotas; no function runs as a process here. */
const cpuPeriodMs = 100;
/** What is recorded is sent after five seconds at the latest; longer is not waited for it. */
const arrivalTimeoutMs = 20_000;
const progress = progressFrom(performance.now());

async function register({ env }: RealSystem): Promise<void> {
  progress('the sample model and its apps are registered');
  await harmonybatch(['models', 'apply', join(samples, 'vgg19.yaml'), '--json'], env);
  await harmonybatch(['apps', 'apply', join(samples, 'apps.yaml'), '--timeout', '120s', '--json'], env);
}

async function traffic(system: RealSystem, brokers: string, durationMs: number): Promise<ReceivedSpan[]> {
  progress(`${durationMs / 1000} s of traffic`);
  const producer = bareKafka(brokers).producer();
  await producer.connect();
  try {
    return await sendTraced(producer, system.topicPrefix, { ratesHz, durationMs });
  } finally {
    await producer.disconnect();
  }
}

/** Of the later half, when everything is warm, the one that shared its batch with most others. */
async function followed(receiver: TraceReceiver, sent: readonly ReceivedSpan[]): Promise<WayOfRequest> {
  progress('what was recorded arrives');
  const later = [...sent].sort((one, other) => one.startMs - other.startMs).slice(Math.floor(sent.length / 2));
  const waysNow = (spans: readonly ReceivedSpan[]): WayOfRequest[] =>
    later.flatMap((producer) => wayOf(producer, spans) ?? []);
  const ways = await Promise.race([
    receiver.find((spans) => {
      const ways = waysNow(spans);
      return ways.length > later.length / 2 ? ways : undefined;
    }),
    new Promise<WayOfRequest[]>((resolve) => setTimeout(() => resolve(waysNow(receiver.spans)), arrivalTimeoutMs)),
  ]);
  const [best] = ways.sort((one, other) => other.others.length - one.others.length);
  if (best === undefined || best.others.length === 0) throw new Error('no request of a batch of two was followed');
  return best;
}

async function followOne(durationMs: number): Promise<WayOfRequest> {
  const backends = await startBackends(progress);
  const receiver = await TraceReceiver.start();
  try {
    const system = await startRealSystem(backends, cpuPeriodMs, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    try {
      await register(system);
      return await followed(receiver, await traffic(system, backends.brokers, durationMs));
    } finally {
      await system.stop();
    }
  } finally {
    await receiver.stop();
    await backends.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'trace.html' },
      json: { type: 'string' },
      seconds: { type: 'string', default: '15' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const way = await followOne(Number(values.seconds) * 1000);
  writeFileSync(values.out, tracePage(way));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(way, null, 2)}\n`);
  process.stdout.write(`${values.out}: a request of a batch of ${way.others.length + 1}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
