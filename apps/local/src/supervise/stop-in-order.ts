import type { Part, RunningPart } from './part';

/** Parts that end together, and until when, counted from the first request to stop, they may take. */
export interface Stage {
  readonly has: (part: Part) => boolean;
  readonly untilMs: number;
}

/**
 * Stops the parts stage by stage, so that each finishes what the one before it handed on. A part that is not done by the
 * end of its stage is killed: the whole never takes longer than the last stage's end.
 */
export async function stopInOrder(parts: ReadonlyMap<Part, RunningPart>, stages: readonly Stage[]): Promise<void> {
  const startMs = performance.now();
  for (const { has, untilMs } of stages) {
    const graceMs = Math.max(0, startMs + untilMs - performance.now());
    const ending = [...parts].filter(([part]) => has(part)).map(([, running]) => running.stop(graceMs));
    await Promise.all(ending);
  }
}
