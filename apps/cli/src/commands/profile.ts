import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { defaultCpuTargets } from '@harmonybatch/profiling';
import { limits } from '@harmonybatch/contracts';
import type { CommandContext } from '../context';
import { duration, json } from '../options/common-options';
import { withPrices } from '../options/planning-options';
import { parseDurationSeconds, parsePositive, parseWhole } from '../options/option-values';
import { profileModel } from '../profile/profile-model';
import type { ProfileOptions } from '../profile/profile-options';
import type { VcpuRange } from '../profile/profiling-design';

const maxVcpu = 1024;
const maxMemoryMb = 1e6;
const mostRuns = 10_000;

/** `0.25-4`. */
export function parseVcpuRange(text: string): VcpuRange {
  const [least, most] = text.split('-').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (text.split('-').length === 2 && least! > 0 && most! > least! && most! <= maxVcpu)
    return { least: least!, most: most! };
  throw new InvalidArgumentError('Write a range of vCPU such as 0.25-4.');
}

/** `cpu`, `gpu` or `cpu,gpu`. */
export function parseKinds(text: string): ('cpu' | 'gpu')[] {
  const kinds = text.split(',').map((part) => part.trim());
  if (kinds.every((kind) => kind === 'cpu' || kind === 'gpu')) return [...new Set(kinds)];
  throw new InvalidArgumentError('Write cpu, gpu or cpu,gpu.');
}

/** `harmonybatch profile`. */
export function addProfile(program: Command, context: CommandContext): void {
  const command = program
    .command('profile')
    .description('measure a model on the platform and write its profile; functions are made for it and removed')
    .argument('<model>', 'name of a registered model, or of one in --file')
    .option('--file <file>', 'models as `models apply` takes them; their profiles may be missing')
    .option('--inputs <json>', 'an item as JSON, or @FILE that holds it (default: {})')
    .option('--on <kinds>', 'cpu, gpu or cpu,gpu', parseKinds, ['cpu'] as const)
    .addOption(
      new Option('--vcpu <range>', 'vCPU of the CPU functions')
        .argParser(parseVcpuRange)
        .default({ least: 0.25, most: 4 }, '0.25-4'),
    )
    .option('--max-batch <n>', 'largest batch (default: that of the catalogue)', parseWhole(1, limits.maxBatchSize))
    .option(
      '--memory <mb>',
      'main memory that the model needs (default: that of its profile, else 512)',
      parsePositive(maxMemoryMb),
    )
    .option('--card <name>', 'GPU card as the catalogue names it (default: its first one)');
  withPrices(withEffort(command))
    .option('--state <file>', 'measured points, kept as they come: run again to go on (default: MODEL.points.jsonl)')
    .option('--out <file>', 'the model with its profile, for `models apply` (default: MODEL.profile.yaml)')
    .option('--report <file>', 'page of points over curves (default: MODEL.profile.html)')
    .option('--apply', 'register the model with its profile')
    .option('--yes', 'do not ask before measuring')
    .option(...json)
    .addHelpText('after', platformHelp)
    .action((model: string, options: ProfileOptions) => profileModel(model, options, context));
}

const withEffort = (command: Command): Command =>
  command
    .option('--spacing <duration>', 'pause between two runs (default: none, a closed loop)', parseDurationSeconds)
    .option('--target <share>', 'largest error of mean and 95 % point', parsePositive(1), defaultCpuTargets.errorShare)
    .option(
      '--min-runs <n>',
      'least runs of a point: more where latencies jump, as under a CPU quota',
      parseWhole(20, mostRuns),
      20,
    )
    .option('--max-runs <n>', 'most runs of a point', parseWhole(20, mostRuns), 100)
    .option('--budget <money>', 'what it may cost at most, in the currency of the price book', parsePositive(1e9))
    .addOption(duration('--expect <duration>', 'about what an item takes on one vCPU, for the estimate', 0.5))
    .option('--parallel <n>', 'functions measured at the same time', parseWhole(1, 16), 4)
    .addOption(duration('--timeout <duration>', 'longest run', 120));

const platformHelp = `
Functions run where FC_ENDPOINT says, with the account of ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, as for
the services, else on the platform of the system that \`npm start\` runs here; an emulator without keys of its own takes
FC_ENDPOINT alone. --apply and registered models need a running system as well.`;
