import type { BatchExecuted, ModelProfiled } from '@harmonybatch/contracts';
import { BoundedMap, type StageEvents } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import { coldWireMs } from '../way/way-parts';
import type { CalibrationRegistry } from './calibration-registry';
import { ExpectedLatencies } from './expected-latencies';

const msPerSecond = 1_000;
const maxModels = 1_000;
const maxFunctions = 1_000;
/** Of so many executions of a function the older ones count half, and half again. */
const remembered = 200;

export interface ExecutionView {
  readonly models: ModelRegistry;
  readonly board: Pick<PlanBoard, 'planOf'>;
  readonly calibrations: CalibrationRegistry;
  /** Whether this replica is the one to count: they all see the same. */
  readonly counts: () => boolean;
}

interface Tally {
  readonly model: string;
  executions: number;
  observedSeconds: number;
  expectedSeconds: number;
}

/** Measures what executions of functions in force were expected to take, and how far they are off that. */
export class ExecutionWatch {
  private readonly expected = new BoundedMap<string, ExpectedLatencies>(maxModels);
  private readonly tallies = new BoundedMap<string, Tally>(maxFunctions);

  constructor(
    private readonly events: StageEvents,
    private readonly view: ExecutionView,
  ) {
    view.models.onChange((model) => this.expected.delete(model));
    events.watch(plannerMetrics.executionDrift, () => this.drifts());
  }

  /** Takes in an invocation; one that waited for an instance to start says nothing of executions. */
  onExecuted(report: BatchExecuted): void {
    const { model, functionName, status, latencyMs, platformDurationMs = latencyMs } = report;
    if (status !== 'ok' || latencyMs - platformDurationMs >= coldWireMs) return;
    if (!this.view.counts() || !this.isInForce(model, functionName)) return;
    const expectedSeconds = this.expectedSeconds(report);
    if (expectedSeconds === null) return;
    this.events.observe(plannerMetrics.executionPredicted, { model, function: functionName }, expectedSeconds);
    this.tally(report, platformDurationMs / msPerSecond, expectedSeconds);
  }

  private isInForce(model: string, functionName: string): boolean {
    return this.view.board.planOf(model)?.plan.groups.some((group) => group.functionName === functionName) ?? false;
  }

  /** By the profile as it is corrected now; null where it says nothing of the batch. */
  private expectedSeconds({ model: name, function: shape, size }: BatchExecuted): number | null {
    const model = this.view.models.get(name);
    const latency = model === undefined ? null : this.expectedOf(model).of(shape, size);
    if (model === undefined || latency === null || !(latency.avgSeconds > 0)) return null;
    return this.view.calibrations.factorsOf(model)[shape.type] * latency.avgSeconds;
  }

  private expectedOf({ name, profile }: ModelProfiled): ExpectedLatencies {
    const known = this.expected.get(name) ?? new ExpectedLatencies(profile);
    this.expected.set(name, known);
    return known;
  }

  private tally({ model, functionName }: BatchExecuted, observedSeconds: number, expectedSeconds: number): void {
    const known = this.tallies.get(functionName);
    const kept = known === undefined ? 0 : known.executions >= remembered ? 0.5 : 1;
    this.tallies.set(functionName, {
      model,
      executions: kept * (known?.executions ?? 0) + 1,
      observedSeconds: kept * (known?.observedSeconds ?? 0) + observedSeconds,
      expectedSeconds: kept * (known?.expectedSeconds ?? 0) + expectedSeconds,
    });
  }

  private drifts() {
    if (!this.view.counts()) return [];
    return [...this.tallies.entries()]
      .filter(([functionName, { model }]) => this.isInForce(model, functionName))
      .map(([functionName, { model, observedSeconds, expectedSeconds }]) => ({
        labels: { model, function: functionName },
        value: observedSeconds / expectedSeconds,
      }));
  }
}
