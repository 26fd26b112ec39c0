#!/usr/bin/env node
/**
 * The simulator against the live system: the same minutes of traffic through both, the second with the delays measured
 * in the first. Needs a system that runs (`npm start -- --no-demo`) and no traffic before.
 */
const { spawn } = require('node:child_process');
const { readFileSync, writeFileSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { Kafka, logLevel } = require('kafkajs');
const { catalogues, priceBooks, shippedProfiles } = require('../libs/model');
const { replannerDefaults } = require('../libs/pipeline');
const { simulate } = require('../libs/simulation');

const usage = `usage: node bench/simulated-vs-live.cjs --traces FILE,FILE,… [options]

  --traces FILES    requests per minute of each registered app, in order of SLO, CSV, comma-separated
  --minutes N       how many minutes of them (default 10)
  --seeds N         simulated runs; their median is compared (default 5)
  --json FILE       writes every figure there

Latencies count from the broker's append of a request to the moment at which a client read its answer. Exits with 1 where
cost or mean batch size differ by more than 3 %, or a latency percentile by more than 10 % and 20 ms.
`;
const root = join(__dirname, '..');
const command = join(root, 'apps', 'cli', 'bin', 'harmonybatch.cjs');
const groupId = `simulated-vs-live-${process.pid}`;

/** Runs the harmonybatch command; resolves with its standard output. */
function harmonybatch(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.on('exit', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`harmonybatch ${args[0]}: exit ${code}`)),
    );
  });
}

const minutesOf = (file, count) =>
  readFileSync(file, 'utf8').split(/[\n,]/).filter(Boolean).slice(0, count).map(Number);

/** What the topics tell of a run: batches as they became ready and as they ran, answers as a client read them. */
class Observer {
  ready = new Map();
  executed = [];
  answers = [];

  async open({ kafkaBrokers, topicPrefix = '' }) {
    const brokers = kafkaBrokers.split(',');
    this.consumer = new Kafka({ clientId: 'bench', brokers, logLevel: logLevel.NOTHING }).consumer({
      groupId,
      maxWaitTimeInMs: 20,
    });
    await this.consumer.connect();
    const takers = {
      'batch.ready': (batch) => this.ready.set(batch.batchId, batch),
      'batch.executed': (batch) => this.executed.push(batch),
      'inference.completed': (outcome) => this.answers.push({ ...outcome, readAtMs: Date.now() }),
    };
    await this.consumer.subscribe({ topics: Object.keys(takers).map((name) => topicPrefix + name) });
    const joined = new Promise((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, resolve));
    await this.consumer.run({
      eachMessage: async ({ topic, message }) =>
        takers[topic.slice(topicPrefix.length)](JSON.parse(String(message.value))),
    });
    await joined;
  }

  close() {
    return this.consumer.disconnect();
  }

  /** Delays of the way beside waiting and running, ms, as the simulator takes them. */
  hops() {
    const full = [...this.ready.values()].filter(({ reason }) => reason === 'size');
    const accept = full.map(
      ({ readyAtMs, requests }) => readyAtMs - Math.max(...requests.map((one) => one.arrivedAtMs)),
    );
    const emit = this.executed.flatMap(({ batchId, startedAtMs, latencyMs, platformDurationMs }) => {
      const batch = this.ready.get(batchId);
      return batch === undefined ? [] : [startedAtMs - batch.readyAtMs + latencyMs - platformDurationMs];
    });
    const answer = this.answers.map(({ readAtMs, timing }) => readAtMs - timing.completedAtMs);
    return { acceptMs: spread(accept), emitMs: spread(emit), answerMs: spread(answer) };
  }

  latencies() {
    return this.answers.map(({ readAtMs, timing }) => readAtMs - timing.arrivedAtMs);
  }
}

/** Mean and standard deviation of delays, ms; the largest hundredth is left out: stalls are no property of a hop. */
function spread(values) {
  const kept = values.sort((one, other) => one - other).slice(0, Math.ceil(values.length * 0.99));
  const meanMs = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const sdMs = Math.sqrt(kept.reduce((sum, value) => sum + (value - meanMs) ** 2, 0) / kept.length);
  return { meanMs: Math.max(0, meanMs), sdMs };
}

function percentiles(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

async function liveRun(system, apps, traces, minutes) {
  const observer = new Observer();
  await observer.open(system);
  const folder = mkdtempSync(join(tmpdir(), 'simulated-vs-live-'));
  try {
    const options = apps.flatMap(({ name }, index) => {
      const file = join(folder, `${name}.csv`);
      writeFileSync(file, traces[index].join(','));
      return ['--trace', `${name}=${file}`];
    });
    const report = JSON.parse(await harmonybatch(['replay', ...options, '--duration', `${minutes}m`, '--json']));
    return { report, hops: observer.hops(), latencyMs: percentiles(observer.latencies()) };
  } finally {
    rmSync(folder, { recursive: true });
    await observer.close();
  }
}

function simulatedRun(apps, traces, hops, minutes, seed) {
  return simulate({
    model: 'vgg19',
    profile: shippedProfiles.vgg19,
    prices: priceBooks[replannerDefaults.prices.name],
    catalogue: catalogues[replannerDefaults.catalogue.name],
    strategy: replannerDefaults.strategy,
    apps: apps.map(({ name, sloMs, expectedRateHz }) => ({ name, sloMs, rateHz: expectedRateHz })),
    arrivals: {
      kind: 'trace',
      requestsPerMinuteByApp: Object.fromEntries(apps.map(({ name }, index) => [name, traces[index]])),
    },
    durationSeconds: 60 * minutes,
    warmUpSeconds: 0,
    seed,
    overheadMs: replannerDefaults.overheadMs,
    hops,
    plans: 'live',
    platform: { durations: 'emulated' },
  });
}

const figuresOfLive = ({ report, latencyMs }) => ({
  costPerMillion: report.money.spent.perRequest * 1e6,
  meanBatchSize: report.meanBatchSize,
  attainment: report.attainment,
  ...latencyMs,
});

const figuresOfSimulated = (reports) => ({
  costPerMillion: median(reports.map(({ bill }) => bill.perMillionRequests)),
  meanBatchSize: median(reports.map(({ batches }) => batches.meanSize)),
  attainment: median(reports.map(({ total }) => total.attainment)),
  p50: median(reports.map(({ total }) => total.latencyMs.p50)),
  p95: median(reports.map(({ total }) => total.latencyMs.p95)),
  p99: median(reports.map(({ total }) => total.latencyMs.p99)),
});

function verdict(name, live, simulated) {
  const difference = simulated - live;
  const part = Math.abs(difference) / live;
  if (name === 'attainment') return { name, live, simulated, part, holds: true };
  const isLatency = name.startsWith('p');
  return { name, live, simulated, part, holds: isLatency ? part <= 0.1 || Math.abs(difference) <= 20 : part <= 0.03 };
}

async function main() {
  const { values } = parseArgs({
    options: {
      traces: { type: 'string' },
      minutes: { type: 'string', default: '10' },
      seeds: { type: 'string', default: '5' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || values.traces === undefined) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const minutes = Number(values.minutes);
  const traces = values.traces.split(',').map((file) => minutesOf(file, minutes));
  const system = JSON.parse(readFileSync(join(root, '.harmonybatch', 'system.json'), 'utf8'));
  const registered = JSON.parse(await harmonybatch(['apps', 'list', '--json']));
  const apps = registered.sort((one, other) => one.sloMs - other.sloMs);
  if (apps.length !== traces.length)
    throw new Error(`${apps.length} apps are registered, but ${traces.length} traces given`);

  const live = await liveRun(system, apps, traces, minutes);
  const simulated = [];
  for (let seed = 1; seed <= Number(values.seeds); seed += 1)
    simulated.push(await simulatedRun(apps, traces, live.hops, minutes, seed));
  const [ofLive, ofSimulated] = [figuresOfLive(live), figuresOfSimulated(simulated)];
  const verdicts = Object.keys(ofLive).map((name) => verdict(name, ofLive[name], ofSimulated[name]));
  for (const [hop, { meanMs, sdMs }] of Object.entries(live.hops))
    console.log(`  ${hop.padEnd(16)} ${meanMs.toFixed(1)} ± ${sdMs.toFixed(1)} ms`);
  console.log(`\n  ${''.padEnd(16)} ${'live'.padStart(10)} ${'simulated'.padStart(10)}  difference`);
  for (const { name, live: one, simulated: other, part, holds } of verdicts) {
    console.log(
      `  ${name.padEnd(16)} ${one.toFixed(3).padStart(10)} ${other.toFixed(3).padStart(10)}  ${(100 * part).toFixed(1)} % ${holds ? '' : '← too much'}`,
    );
  }
  if (values.json) writeFileSync(values.json, JSON.stringify({ live, simulated: ofSimulated, verdicts }, null, 2));
  process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
