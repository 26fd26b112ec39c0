/**
 * The simulator against the live system: the same minutes of traffic through both, the second with the delays measured
 * in the first. Needs a system that runs (`npm start -- --no-demo`) and no traffic before.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Hops, SimulationReport } from '@harmonybatch/simulation';
import { figuresOfSimulated, verdictsOf, type Verdict } from './figures';
import { harmonybatch, root } from '../system/harmonybatch';
import type { LiveSystem } from './observer';
import { liveRun, simulatedRun, type RegisteredApp, type Traffic } from './runs';

const usage = `usage: npm run bench:simulated-vs-live -- --traces FILE,FILE,… [options]

  --traces FILES    requests per minute of each registered app, in order of SLO, CSV, comma-separated
  --minutes N       how many minutes of them (default 10)
  --seeds N         simulated runs; their median is compared (default 5)
  --json FILE       writes every figure there

Latencies count from the broker's append of a request to the moment at which a client read its answer. Exits with 1 where
cost or mean batch size differ by more than 3 %, or a latency percentile by more than 10 % and 20 ms.
`;

const minutesOf = (file: string, count: number): number[] =>
  readFileSync(file, 'utf8').split(/[\n,]/).filter(Boolean).slice(0, count).map(Number);

async function trafficOf(files: string, minutes: number): Promise<Traffic> {
  const traces = files.split(',').map((file) => minutesOf(file, minutes));
  const registered = await harmonybatch<RegisteredApp[]>(['apps', 'list', '--json']);
  const apps = registered.sort((one, other) => one.sloMs - other.sloMs);
  if (apps.length !== traces.length)
    throw new Error(`${apps.length} apps are registered, but ${traces.length} traces given`);
  return { apps, traces, minutes };
}

function report(hops: Hops, verdicts: readonly Verdict[]): string {
  const delays = Object.entries(hops).map(
    ([hop, { meanMs, sdMs }]) => `  ${hop.padEnd(16)} ${meanMs.toFixed(1)} ± ${sdMs.toFixed(1)} ms`,
  );
  const head = `\n  ${''.padEnd(16)} ${'live'.padStart(10)} ${'simulated'.padStart(10)}  difference`;
  const rows = verdicts.map(({ name, live, simulated, part, holds }) => {
    const figures = `${live.toFixed(3).padStart(10)} ${simulated.toFixed(3).padStart(10)}`;
    return `  ${name.padEnd(16)} ${figures}  ${(100 * part).toFixed(1)} % ${holds ? '' : '← too much'}`;
  });
  return [...delays, head, ...rows, ''].join('\n');
}

async function compare(traffic: Traffic, seeds: number, json: string | undefined): Promise<boolean> {
  const system = JSON.parse(readFileSync(join(root, '.harmonybatch', 'system.json'), 'utf8')) as LiveSystem;
  const live = await liveRun(system, traffic);
  const reports: SimulationReport[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) reports.push(await simulatedRun(traffic, live.hops, seed));
  const simulated = figuresOfSimulated(reports);
  const verdicts = verdictsOf(live.figures, simulated);
  process.stdout.write(report(live.hops, verdicts));
  if (json !== undefined) writeFileSync(json, JSON.stringify({ live, simulated, verdicts }, null, 2));
  return verdicts.every(({ holds }) => holds);
}

async function main(): Promise<void> {
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
  const traffic = await trafficOf(values.traces, Number(values.minutes));
  process.exitCode = (await compare(traffic, Number(values.seeds), values.json)) ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
