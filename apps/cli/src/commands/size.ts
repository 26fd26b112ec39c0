import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { duration, json } from '../options/common-options';
import { parseFrom, parsePositive, parseWhole } from '../options/option-values';
import { renderSizing } from '../render/sizing-text';
import { sizingOf } from '../sizing/sizing';

interface SizeOptions {
  readonly rate: number;
  /** Seconds. */
  readonly wait: number;
  readonly batch: number;
  /** Seconds. */
  readonly execution: number;
  readonly bytes: number;
  readonly replication: number;
  readonly json?: boolean;
}

const maxRateHz = 1e6;
const maxBatchSize = 32;
const maxInputBytes = 262_144;
const maxReplication = 9;
const msPerSecond = 1_000;

/** `harmonybatch size`. */
export function addSize(program: Command, { terminal }: CommandContext): void {
  program
    .command('size')
    .description('how many replicas, partitions and cores a rate needs, from measured figures')
    .requiredOption('--rate <hz>', 'requests per second, all apps together, at their peak', parsePositive(maxRateHz))
    .addOption(duration('--wait <duration>', 'longest wait for a batch: the longest SLO at most', 1))
    .option('--batch <n>', 'mean requests of a batch', parseFrom(1, maxBatchSize), 8)
    .addOption(duration('--execution <duration>', 'mean time of a batch in its function', 0.2))
    .option('--bytes <n>', 'mean size of the inputs, and of the outputs', parseWhole(0, maxInputBytes), 200)
    .option('--replication <n>', 'copies of each record on brokers', parseWhole(1, maxReplication), 3)
    .option(...json)
    .action((options: SizeOptions) => {
      const sizing = sizingOf({
        rateHz: options.rate,
        waitMs: options.wait * msPerSecond,
        batchSize: options.batch,
        executionMs: options.execution * msPerSecond,
        inputBytes: options.bytes,
        replicationFactor: options.replication,
      });
      if (options.json) return printJson(terminal, sizing);
      terminal.out(renderSizing(sizing, terminal.outStyle));
    });
}
