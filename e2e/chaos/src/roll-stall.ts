import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { topics } from '@harmonybatch/contracts';
import { GuardedProcess } from '@harmonybatch/local-backends';
import { percentile } from '@harmonybatch/traffic';
import { FaultLog } from './faults/fault-log';
import { LiveReader } from './outcomes/live-reader';
import { OutcomeIndex } from './outcomes/outcome-index';
import { ChaosSystem } from './system/chaos-system';
import type { Replica } from './system/replica';
import { sendOpenLoop } from './traffic/open-loop';
import { RequestLedger } from './traffic/request-ledger';
import { RequestClient } from './traffic/request-client';

/**
 * How long requests wait while a service is rolled: every replica is asked to end and started again, one after the
 * other, under traffic. `node e2e/chaos/dist/roll-stall.js [RATE]`, after `npm run build`.
 */
const rateHz = Number(process.argv[2] ?? 100);
const warmUpMs = 15_000;
/** Before each roll, so that rolls do not touch each other. */
const calmMs = 5_000;
const maxSloMs = 4_000;

interface Roll {
  readonly name: string;
  readonly fromMs: number;
  readonly goneMs: number;
  readonly untilMs: number;
  readonly exit: string;
}

async function roll(replica: Replica): Promise<Roll> {
  const fromMs = Date.now();
  const exit = await replica.stop();
  const goneMs = Date.now();
  await replica.start();
  await sleep(1_000);
  return { name: replica.name, fromMs, goneMs, untilMs: Date.now(), exit: `${exit?.signal ?? exit?.code}` };
}

/** Latencies and statuses of the requests that were sent within a span. */
function lineOf(name: string, index: OutcomeIndex, book: RequestLedger, fromMs: number, untilMs: number): string {
  const latenciesMs: number[] = [];
  let notOk = 0;
  for (let request = 0; request < book.sent; request += 1) {
    const first = index.first(request);
    if (book.sentAt(request) < fromMs || book.sentAt(request) > untilMs) continue;
    if (first?.status !== 'ok') notOk += 1;
    if (first) latenciesMs.push(first.appendedAtMs - first.arrivedAtMs);
  }
  latenciesMs.sort((a, b) => a - b);
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(latenciesMs, share));
  return `${name.padEnd(18)} ${latenciesMs.length} requests, ${notOk} not ok, p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`;
}

async function measure(system: ChaosSystem, rolls: Roll[]): Promise<string[]> {
  const book = new RequestLedger();
  const index = new OutcomeIndex(book);
  const reader = await LiveReader.open(system.kafka, system.topic(topics.inferenceCompleted.name), index);
  const names = system.apps.map(({ registered }) => registered.name);
  const shares = system.apps.map(({ share }) => share);
  const client = new RequestClient(system.kafka, system.topic(topics.inferenceRequested.name), book, names);
  await client.connect();
  const ending = new AbortController();
  const loop = { rateHz, shares, seed: 1, fromMs: Date.now(), untilMs: Infinity };
  const sending = sendOpenLoop({ ...loop, signal: ending.signal }, (apps) => client.send(apps)).catch(() => undefined);
  await sleep(warmUpMs);
  const calmFromMs = Date.now();
  await sleep(2 * calmMs);
  const lines = [lineOf('calm', index, book, calmFromMs, Date.now() - maxSloMs)];
  for (const replica of system.replicas) {
    await sleep(calmMs);
    rolls.push(await roll(replica));
  }
  ending.abort();
  await sending;
  await client.drained();
  await sleep(maxSloMs);
  for (const { name, fromMs, goneMs, untilMs, exit } of rolls)
    lines.push(`${lineOf(name, index, book, fromMs - 500, untilMs)}, gone after ${goneMs - fromMs} ms with ${exit}`);
  lines.push(`${index.later.length} later records, ${book.sent - index.answered} without outcome`);
  await Promise.all([client.close(), reader.close()]);
  return lines;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-roll-'));
  try {
    const places = { state: join(folder, 'state'), logs: join(folder, 'logs') };
    const system = await ChaosSystem.start(places, { rateHz, patientSloMs: maxSloMs }, new FaultLog());
    for (const line of await measure(system, [])) process.stdout.write(`${line}\n`);
    await system.stop();
  } finally {
    await GuardedProcess.killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main().then(() => process.exit(0));
