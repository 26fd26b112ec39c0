import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MergedArrivals, PoissonArrivals } from '@harmonybatch/traffic';
import { Kafka, logLevel, type Admin, type Message, type Producer } from 'kafkajs';
import { createTopics } from '../../../libs/messaging/test/create-and-delete-topics';
import type { ShadowReport } from '../src/shadow/shadow-report';
import { cli, type Ran } from './captured-terminal';

const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const topic = `shadowed-${randomUUID().slice(0, 8)}`;
const folder = mkdtempSync(join(tmpdir(), 'hb-shadow-'));
const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
const pastSeconds = 1_200;
const pastMs = pastSeconds * 1_000;
/** A whole second, as --from has them. */
const startMs = Math.floor(Date.now() / 1_000) * 1_000 - 2 * pastMs;
const apps = [
  { name: 'quick', sloMs: 500, rateHz: 2 },
  { name: 'patient', sloMs: 1_000, rateHz: 5 },
  { name: 'hasty', sloMs: 5, rateHz: 0.1 },
] as const;
const slos = ['--slo', apps.map(({ name, sloMs }) => `${name}=${sloMs}`).join(','), '--model', 'vgg19'];
/** How many requests each app sent in the past. */
const sent = new Map<string, number>();
let admin: Admin;
let producer: Producer;

const shadow = (args: readonly string[], interrupt?: AbortSignal): Promise<Ran> =>
  cli(['shadow', topic, '--brokers', brokers.join(','), ...args], { ...(interrupt ? { interrupt } : {}) });
const reportOf = ({ stdout }: Ran): ShadowReport => JSON.parse(stdout) as ShadowReport;
const requestsOf = (report: ShadowReport): Record<string, number> =>
  Object.fromEntries(report.apps.map(({ name, requests }) => [name, requests]));

/** A request as plain JSON, as a CloudEvent in binary mode, or as one in structured mode, in turn. */
function request(app: string, number: number): Pick<Message, 'value' | 'headers'> {
  const data = { customer: { name: app }, features: [number] };
  const attributes = { specversion: '1.0', id: String(number), source: '/shop', type: 'score' };
  if (number % 3 === 0) return { value: JSON.stringify(data) };
  if (number % 3 === 1)
    return {
      value: JSON.stringify(data),
      headers: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value])),
    };
  return {
    value: JSON.stringify({ ...attributes, data }),
    headers: { 'content-type': 'application/cloudevents+json' },
  };
}

beforeAll(async () => {
  admin = kafka.admin();
  producer = kafka.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  await createTopics(admin, [{ topic, numPartitions: 3, replicationFactor: 1 }]);
  const arrivals = new MergedArrivals(
    apps.map(({ name, rateHz }) => new PoissonArrivals(rateHz, 7, name)),
    pastMs,
  );
  const messages: Message[] = [];
  for (let next = arrivals.next(); next !== undefined; next = arrivals.next()) {
    const { name } = apps[next.app]!;
    sent.set(name, (sent.get(name) ?? 0) + 1);
    const timestamp = String(Math.floor(startMs + next.atMs));
    messages.push({ ...request(name, messages.length), timestamp, partition: messages.length % 3 });
  }
  const hostile: Message[] = [
    { value: 'quick;1;2;3' },
    { value: 'patient;4' },
    { value: null },
    { value: Buffer.from([0xc3, 0x28]) },
    { value: '{"customer":{"name":["quick"]}}' },
    { value: '{"customer":{"name":"stranger"}}' },
  ].map((message) => ({ ...message, timestamp: String(startMs + pastMs / 2), partition: 0 }));
  // In order of time, as a producer would have written them.
  for (let at = 0; at < messages.length; at += 5_000)
    await producer.send({ topic, messages: messages.slice(at, at + 5_000) });
  await producer.send({ topic, messages: hostile });
});

afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  rmSync(folder, { recursive: true });
});

/** Consumer groups that have to do with the topic: members that read it, or offsets that were committed. */
async function groupsOfTopic(): Promise<string[]> {
  const { groups } = await admin.listGroups();
  const ids = groups.map(({ groupId }) => groupId);
  if (ids.length === 0) return [];
  const described = await admin.describeGroups(ids);
  const found: string[] = [];
  for (const { groupId, members } of described.groups) {
    const committed = await admin.fetchOffsets({ groupId, topics: [topic] });
    const reads = members.some(({ memberMetadata }) => memberMetadata.includes(topic));
    if (reads || committed.some(({ partitions }) => partitions.some(({ offset }) => offset !== '-1')))
      found.push(groupId);
  }
  return found;
}

const ends = async (): Promise<string[]> =>
  (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => `${partition}/${high}`).sort();

test('twenty minutes of the past is judged at once: counts exact, rates within their error, and nothing left at Kafka', async () => {
  const before = { ends: await ends(), topics: (await admin.listTopics()).filter((name) => name.startsWith(topic)) };
  const at = new Date(startMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const run = await shadow([
    ...slos,
    '--app-field',
    '/customer/name',
    '--from',
    at,
    '--for',
    `${pastSeconds}s`,
    '--json',
  ]);
  const report = reportOf(run);
  expect(requestsOf(report)).toEqual(Object.fromEntries(sent));
  expect(report.window).toMatchObject({ endedBy: 'time', seconds: pastSeconds });
  for (const { name, rateHz, standardErrorHz, meanRateHz, requests } of report.apps) {
    const known = apps.find((app) => app.name === name)!;
    expect(Math.abs(rateHz - known.rateHz)).toBeLessThan(4 * standardErrorHz);
    expect(Math.abs(meanRateHz - known.rateHz)).toBeLessThan((4 * Math.sqrt(requests)) / pastSeconds);
  }
  expect(Object.fromEntries(report.malformed.map(({ kind, count }) => [kind, count]))).toEqual({
    ...{ 'not-json': 2, 'no-value': 1, 'not-utf8': 1, 'app-is-no-name': 1 },
  });
  expect(report.unknownApps).toEqual([{ name: 'stranger', requests: 1 }]);
  const verdicts = Object.fromEntries(report.apps.map(({ name, verdict }) => [name, verdict]));
  expect(verdicts).toEqual({ hasty: 'unattainable', quick: 'held', patient: 'held' });
  expect(report.money!.savedPercent).toBeGreaterThan(0);
  expect(Math.abs(report.money!.simulatedPerHour! / report.money!.perHour - 1)).toBeLessThan(0.2);
  expect(run.status).toBe(1);

  expect(await ends()).toEqual(before.ends);
  expect((await admin.listTopics()).filter((name) => name.startsWith(topic))).toEqual(before.topics);
  expect(await groupsOfTopic()).toEqual([]);
});

test('all that the topic holds is read from its beginning; what is told goes to a file', async () => {
  const out = join(folder, 'shadow.txt');
  const file = join(folder, 'apps.yaml');
  writeFileSync(
    file,
    '- {name: quick, model: vgg19, sloMs: 500}\n- {name: patient, model: vgg19, sloMs: 1000}\n- {name: mute, model: vgg19, sloMs: 800}\n',
  );
  const run = await shadow(['--app-field', 'customer.name', '--from', 'beginning', '--apps', file, '--out', out]);
  expect(run).toMatchObject({ status: 0, stdout: '' });
  const text = readFileSync(out, 'utf8');
  for (const fact of [
    /all that the topic holds/,
    /saves [\d.]+ %/,
    /apps that sent nothing: mute/,
    /hasty \(\d+\), stranger \(1\)/,
  ])
    expect(text).toMatch(fact);
});

test('live traffic is counted from now on, without a group at any time, until Ctrl-C', async () => {
  await producer.send({ topic, messages: Array.from({ length: 500 }, () => ({ key: 'patient', value: 'before' })) });
  const stop = new AbortController();
  const running = shadow([...slos, '--app-field', 'key', '--json'], stop.signal);
  const times: number[] = [];
  for (let batch = 0; batch < 60; batch += 1) {
    const timestamp = Date.now();
    const messages = Array.from({ length: 5 }, () => ({
      key: 'patient',
      value: 'anything',
      timestamp: String(timestamp),
    }));
    await producer.send({ topic, messages });
    times.push(...messages.map(() => timestamp));
    if (batch % 20 === 10) expect(await groupsOfTopic()).toEqual([]);
    await sleep(50);
  }
  stop.abort();
  const run = await running;
  const report = reportOf(run);
  expect(run.status).toBe(130);
  expect(report.window.endedBy).toBe('interrupted');
  const [fromMs, untilMs] = [Date.parse(report.window.from), Date.parse(report.window.until)];
  const between = (from: number): number => times.filter((atMs) => atMs >= from && atMs <= untilMs).length;
  const seen = requestsOf(report)['patient'] ?? 0;
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBeGreaterThanOrEqual(between(fromMs));
  // What was under way when the window began counts from its beginning; what was there before does not count.
  expect(seen).toBeLessThanOrEqual(times.length);
  expect(await groupsOfTopic()).toEqual([]);
});

test('a topic that is not there is refused with the one that may be meant, and is not made', async () => {
  const name = `${topic}x`;
  const { status, stderr } = await cli(['shadow', name, '--brokers', brokers.join(','), ...slos]);
  expect(status).toBe(1);
  expect(stderr).toContain(`There is no topic ${name}`);
  expect(stderr).toContain(`Did you mean ${topic}?`);
  expect(await admin.listTopics()).not.toContain(name);
});

test('a topic without a request of a known app is no success', async () => {
  const { status, stdout } = await shadow([...slos, '--app-field', 'nowhere', '--from', 'beginning', '--json']);
  expect(status).toBe(1);
  const { records, money, notes } = JSON.parse(stdout) as ShadowReport;
  expect(records.malformed).toBe(records.read);
  expect(money).toBeNull();
  expect(notes).toEqual(['No request of an app with an SLO was seen: nothing can be planned.']);
});
