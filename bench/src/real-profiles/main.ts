/** Profiles of the models of functions/onnx: measured by `harmonybatch profile` on processes with CPU quotas, in place of containers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GuardedProcess } from '@harmonybatch/local-backends';
import type { ModelProfile } from '@harmonybatch/model';
import { itemsOf, modelFile, models } from '../real-inference/onnx-function';
import { platformOf, startEmulator } from '../real-inference/real-system';
import { thisMachine } from '../report/machine';
import { rounded } from '../report/statistics';
import { harmonybatch } from '../system/harmonybatch';
import type { NodeProcess } from '../system/node-process';

const usage = `usage: npm run bench:real-profiles -- [MODEL …] [options]

Profiles ${models.join(' and ')}, or those that are named, each on functions made for it one after the other; some minutes each.

  --vcpu RANGE      vCPU of the functions (default 0.25-1)
  --max-batch N     largest batch (default 4)
  --memory MB       main memory of a function (default 256)
  --cpu-period MS   period of the functions' CPU quotas (default 10)
  --target S        usual error of mean and 95 % point (default 0.1: under a CPU quota tails jump by its period)
  --runs N          runs of each point (default 200)
  --folder DIR      keeps measured points, pages and profiles there; run again, it goes on where it stopped
  --write           puts each profile, with where it comes from, into functions/onnx/samples/MODEL.yaml
`;

/** What `harmonybatch profile --json` says. */
interface Profiled {
  readonly points: number;
  readonly runs: number;
  readonly forms: { readonly avg: string; readonly max: string };
  readonly profile: ModelProfile;
  readonly files: { readonly profile: string };
}

const options = {
  vcpu: { type: 'string', default: '0.25-1' },
  'max-batch': { type: 'string', default: '4' },
  memory: { type: 'string', default: '256' },
  'cpu-period': { type: 'string', default: '10' },
  target: { type: 'string', default: '0.1' },
  runs: { type: 'string', default: '200' },
  folder: { type: 'string' },
  write: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

function profile(model: string, values: Values, folder: string, emulator: NodeProcess): Promise<Profiled> {
  const itemFile = join(folder, `${model}.item.json`);
  writeFileSync(itemFile, JSON.stringify(itemsOf(model, 1)[0]));
  const measured = (['vcpu', 'max-batch', 'memory', 'target'] as const).flatMap((name) => [`--${name}`, values[name]]);
  const runs = ['--min-runs', values.runs, '--max-runs', values.runs];
  const files = { state: 'points.jsonl', out: 'profile.yaml', report: 'profile.html' };
  const kept = Object.entries(files).flatMap(([name, ending]) => [`--${name}`, join(folder, `${model}.${ending}`)]);
  const args = ['--file', modelFile(model), '--inputs', `@${itemFile}`, ...measured, ...runs, ...kept];
  // One function at a time: they would take the cores of a small machine from each other.
  const once = ['--parallel', '1', '--expect', '10ms', '--yes', '--json'];
  return harmonybatch(['profile', model, ...args, ...once], platformOf(emulator));
}

const percent = (share: number | undefined): string => (share === undefined ? '–' : `${rounded(share * 100, 1)} %`);

/** What was measured where, and how far off the fit is where it had not seen the point. */
function provenance(values: Values, { points, runs, forms, profile: { cpu } }: Profiled): string[] {
  const { cores, node } = thisMachine();
  const date = new Date().toISOString().slice(0, 10);
  return [
    `Measured ${date} by \`npm run bench:real-profiles\` on ${cores} cores, Node ${node}: ${points} points and ${runs} warm runs on`,
    `processes with a CPU quota (${values.vcpu} vCPU, period ${values['cpu-period']} ms) and ${values.memory} MB, batches of 1 to ${values['max-batch']}.`,
    `Mean: ${forms.avg}, off by ${percent(cpu?.fit?.avg.heldOutShare)} at most where a point was left out of the fit.`,
    `99 % point: ${forms.max}, off by ${percent(cpu?.fit?.max.heldOutShare)}.`,
  ];
}

async function profileAll(names: readonly string[], values: Values, folder: string): Promise<void> {
  const emulator = await startEmulator(folder, Number(values['cpu-period']));
  try {
    for (const model of names) {
      process.stderr.write(`\n${model}\n`);
      const profiled = await profile(model, values, folder, emulator);
      const lines = provenance(values, profiled);
      process.stdout.write(`\n${model}\n${lines.map((line) => `  ${line}\n`).join('')}`);
      if (!values.write) continue;
      const comment = lines.map((line) => `# ${line}\n`).join('');
      writeFileSync(modelFile(model), comment + readFileSync(profiled.files.profile, 'utf8'));
    }
  } finally {
    await emulator.stop();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return void process.stdout.write(usage);
  const unknown = positionals.find((name) => !models.includes(name));
  if (unknown !== undefined) throw new Error(`no model ${unknown}; there are ${models.join(', ')}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void GuardedProcess.killAll().then(() => process.exit(1)));
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'harmonybatch-profiles-'));
  try {
    await profileAll(positionals.length > 0 ? positionals : models, values, folder);
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
