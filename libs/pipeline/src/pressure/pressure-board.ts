import { compile, PressureReported } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';
import { readRecord } from '../records/read-record';

const validator = compile(PressureReported);
/** A report counts for so long, ms; whoever is still behind reports again before. */
const validMs = 2_000;
const mostModels = 10_000;

interface Delay {
  readonly delayMs: number;
  readonly atMs: number;
}

/** How far the system is behind with each model, as its replicas report. */
export class PressureBoard {
  /** The last report of each stage, by model. */
  private readonly delays = new Map<string, Map<string, Delay>>();

  /** Takes one record of `pressure.reported` in; returns what is wrong with it, in which case it is left out. */
  apply({ value }: InboundRecord): string | null {
    const reading = readRecord(value, validator);
    if (reading.kind === 'unreadable') return reading.reason;
    this.note(reading.value);
    return null;
  }

  /** What requests of the model wait beyond their plan now, as far as is known, ms; 0 where nothing is behind. */
  delayMs(model: string, nowMs: number): number {
    let most = 0;
    for (const { delayMs, atMs } of this.delays.get(model)?.values() ?? []) {
      if (Math.abs(nowMs - atMs) <= validMs) most = Math.max(most, delayMs);
    }
    return most;
  }

  /** Of several replicas of a stage the one that is most behind counts. */
  private note({ model, by, delayMs, reportedAtMs }: PressureReported): void {
    let stages = this.delays.get(model);
    if (stages === undefined) {
      if (this.delays.size >= mostModels) return;
      stages = new Map();
      this.delays.set(model, stages);
    }
    const known = stages.get(by);
    const outdated = known === undefined || reportedAtMs - known.atMs > validMs / 2;
    if (outdated || delayMs >= known.delayMs) stages.set(by, { delayMs, atMs: reportedAtMs });
  }
}
