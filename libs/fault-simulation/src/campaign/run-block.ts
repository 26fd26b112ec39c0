import { runSeed, type SeedReport } from './run-seed';
import type { Safeguard } from '../safeguards/safeguard';

/** Seeds `from` to `from + count - 1`. */
export interface Block {
  readonly from: number;
  readonly count: number;
}

/** What became of many seeds. */
export interface BlockReport {
  readonly seeds: number;
  readonly requests: number;
  readonly faults: number;
  /** What explained second outcomes and second invocations, and how often. */
  readonly causes: Readonly<Record<string, number>>;
  readonly failures: readonly SeedReport[];
}

export const emptyReport: BlockReport = { seeds: 0, requests: 0, faults: 0, causes: {}, failures: [] };

/** Runs seeds one after the other. @param onSeed called with every seed before it begins. */
export async function runBlock(
  { from, count }: Block,
  without: Safeguard | null,
  onSeed: (seed: number) => void = () => undefined,
): Promise<BlockReport> {
  let report = emptyReport;
  for (let seed = from; seed < from + count; seed += 1) {
    onSeed(seed);
    report = sumOf(report, reportOf(await runSeed(seed, { without, keepsHistory: false })));
  }
  return report;
}

export function sumOf(one: BlockReport, other: BlockReport): BlockReport {
  const causes: Record<string, number> = { ...one.causes };
  for (const [cause, count] of Object.entries(other.causes)) causes[cause] = (causes[cause] ?? 0) + count;
  return {
    seeds: one.seeds + other.seeds,
    requests: one.requests + other.requests,
    faults: one.faults + other.faults,
    causes,
    failures: [...one.failures, ...other.failures],
  };
}

const reportOf = (seed: SeedReport): BlockReport => ({
  seeds: 1,
  requests: seed.requests,
  faults: seed.faults.length,
  causes: seed.causes,
  failures: seed.violations.length > 0 ? [seed] : [],
});
