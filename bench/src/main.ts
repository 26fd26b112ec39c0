import { writeFileSync } from 'node:fs';
import { buffer } from './measures/buffer';
import { door } from './measures/door';
import { drain } from './measures/drain';
import { floor } from './measures/floor';
import { footprint } from './measures/footprint';
import { hops } from './measures/hops';
import { latency } from './measures/latency';
import { shards } from './measures/shards';
import { throughput } from './measures/throughput';
import { readOptions, usageOf, UsageError, type Options } from './options';
import { thisMachine } from './report/machine';
import { progressFrom } from './report/progress';
import type { Figures } from './report/result';
import { fullScale, quickScale } from './scale';
import type { Benchmark, Session } from './session';
import { startBackends } from './system/backends';

const benchmarks: Readonly<Record<string, Benchmark>> = {
  throughput,
  latency,
  floor,
  door,
  buffer,
  shards,
  footprint,
  hops,
  drain,
};

const progress = progressFrom(performance.now());
const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function runAll({ names, quick }: Options): Promise<Figures> {
  const backends = await startBackends(progress);
  const scale = quick ? quickScale : fullScale;
  const session: Session = { backends, scale, progress, rounds: [], sustained: new Map() };
  const figures: Record<string, Figures> = {};
  try {
    for (const name of names) {
      progress(name);
      const result = await benchmarks[name]!.run(session);
      figures[name] = result.figures;
      print(`\n${name}\n${result.lines.map((line) => `  ${line}`).join('\n')}\n`);
    }
  } finally {
    await backends.stop();
  }
  return figures;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), benchmarks);
  if (options.help) return print(usageOf(benchmarks));
  const { cores, memoryGb, node } = thisMachine();
  print(`${cores} cores, ${memoryGb} GB, Node ${node}`);
  const figures = await runAll(options);
  const report = {
    date: new Date().toISOString().slice(0, 10),
    machine: { cores, memoryGb, node },
    quick: options.quick,
    figures,
  };
  if (options.jsonFile !== null) writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof UsageError ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
