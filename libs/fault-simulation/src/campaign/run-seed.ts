import { checkFaultFree, checkMemory, checkSettled, isSettled } from '../check/settling';
import type { Violation } from '../check/violation';
import type { Safeguard } from '../safeguards/safeguard';
import { drawScenario } from '../scenario/draw-scenario';
import type { Fault } from '../scenario/fault';
import type { Scenario } from '../scenario/scenario';
import { FaultWorld } from '../world/fault-world';

export interface SeedOptions {
  /** A safeguard to leave away. */
  readonly without: Safeguard | null;
  /** Whether the lines of the history are kept for a reader. */
  readonly keepsHistory: boolean;
}

/** What became of one seed. */
export interface SeedReport {
  readonly seed: number;
  readonly requests: number;
  readonly faults: readonly Fault[];
  readonly violations: readonly Violation[];
  /** What explained second outcomes and second invocations, and how often. */
  readonly causes: Readonly<Record<string, number>>;
  /** How long it took until everything had settled, virtual ms. */
  readonly settledAfterMs: number;
  readonly digest: string;
  readonly history: readonly string[];
}

const stepMs = 250;
/** So long after everything settled nothing more may happen, ms. */
const quietMs = 1_500;
/** What has not settled this long after the last event of the scenario is stuck, ms. */
const patienceMs = 25_000;

/** Runs one scenario to its end, or to its first violation. */
export async function runSeed(seed: number, options: SeedOptions): Promise<SeedReport> {
  const scenario = drawScenario(seed);
  const world = new FaultWorld(scenario, options);
  const settledAfterMs = await untilSettled(world, lastEventMs(scenario));
  const { checker, history } = world;
  if (checker.violations.length === 0) checkSettled(world);
  if (scenario.faultFree) checkFaultFree(world);
  return {
    seed,
    requests: scenario.requests.length,
    faults: scenario.faults,
    violations: checker.violations,
    causes: Object.fromEntries(checker.causes),
    settledAfterMs,
    digest: history.digest(),
    history: history.lines,
  };
}

/** Time passes until everything has settled for a while, something is wrong, or patience is at its end. */
async function untilSettled(world: FaultWorld, busyUntilMs: number): Promise<number> {
  const bornAtMs = world.clock.nowMs();
  const passedMs = (): number => world.clock.nowMs() - bornAtMs;
  let settledAtMs = Infinity;
  while (passedMs() < busyUntilMs + patienceMs && passedMs() < settledAtMs + quietMs) {
    await world.clock.advance(stepMs);
    checkMemory(world);
    if (world.checker.violations.length > 0) return passedMs();
    if (passedMs() < busyUntilMs || !isSettled(world)) settledAtMs = Infinity;
    else settledAtMs = Math.min(settledAtMs, passedMs());
  }
  return Math.min(settledAtMs, passedMs());
}

const lastEventMs = ({ requests, plans, faults }: Scenario): number =>
  Math.max(
    ...requests.map(({ atMs }) => atMs),
    ...plans.map(({ atMs }) => atMs),
    ...faults.map(({ when }) => (when.kind === 'time' ? when.atMs : 0)),
  );
