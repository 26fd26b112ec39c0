import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedFault } from './fault';

/** Does a fault; resolves when what it hurt works again. */
export type Inject = (fault: PlannedFault) => Promise<void>;

export interface FaultRun {
  /** When the traffic's first minute began, epoch ms. */
  readonly startMs: number;
  readonly signal: AbortSignal;
  /** Told of a fault that could not begin in time, its lane being hurt still. */
  onSkipped(fault: PlannedFault): void;
}

async function runLane(faults: readonly PlannedFault[], inject: Inject, run: FaultRun): Promise<void> {
  for (const fault of faults) {
    await sleep(Math.max(0, run.startMs + fault.atMs - Date.now()), undefined, { signal: run.signal });
    if (Date.now() < run.startMs + fault.latestMs) await inject(fault);
    else run.onSkipped(fault);
  }
}

/** Does every fault at its time, those of one lane one after the other; resolves when all have recovered. */
export async function runFaults(faults: readonly PlannedFault[], inject: Inject, run: FaultRun): Promise<void> {
  const lanes = new Map<string, PlannedFault[]>();
  for (const fault of faults) lanes.set(fault.lane, [...(lanes.get(fault.lane) ?? []), fault]);
  await Promise.all([...lanes.values()].map((lane) => runLane(lane, inject, run)));
}
