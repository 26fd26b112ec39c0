import {
  calibrationBounds,
  tailBounds,
  modelVersionOf,
  recordOf,
  topics,
  type BatchExecuted,
  type CalibrationChanged,
  type ModelProfiled,
} from '@harmonybatch/contracts';
import { BoundedMap, type Clock, type Publisher, type StageEvents } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import type { CalibrationRegistry } from './calibration-registry';
import { ModelDrift, type FoundDrift, type FunctionType } from './model-drift';

const maxModels = 1_000;
/** Another correction of the same model is not made before this long after the last, ms. */
const minIntervalMs = 15_000;
/** A correction by less than this part is none: the bounds are reached. */
const leastChange = 0.02;
const maxHistory = 20;
const noTails = { cpu: 1, gpu: 1 };

export interface CalibratorPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

export interface CalibratorView {
  readonly models: ModelRegistry;
  readonly board: Pick<PlanBoard, 'planOf'>;
  readonly calibrations: CalibrationRegistry;
  /** Whether this replica is the one to correct profiles. */
  readonly mayChange: () => boolean;
}

/**
 * Corrects the profiles of models by what their executions take: where that differs from what is expected by more than chance,
 * a correction is written to `calibration.changed`, and holds from when it is read back.
 */
export class Calibrator {
  private readonly drifts = new BoundedMap<string, ModelDrift>(maxModels);
  private readonly changedAtMs = new BoundedMap<string, number>(maxModels);
  /** Models whose executions are beyond what can be corrected, so that it is said once. */
  private readonly beyond = new Set<string>();

  constructor(
    private readonly ports: CalibratorPorts,
    private readonly view: CalibratorView,
  ) {
    view.models.onChange((model) => this.forget(model));
    view.calibrations.onChange((model) => this.forget(model));
  }

  /** Takes in an invocation of a function of a plan in force; resolves when what follows from it is written. */
  async onExecuted(report: BatchExecuted): Promise<void> {
    const model = this.view.models.get(report.model);
    if (model === undefined || report.status !== 'ok' || !this.isInForce(report)) return;
    const drift = this.driftOf(model);
    drift.add(report);
    const { found } = drift;
    if (found === null || !this.mayChange(model)) return;
    await this.correct(model, drift, found);
  }

  private isInForce({ model, functionName }: BatchExecuted): boolean {
    return this.view.board.planOf(model)?.plan.groups.some((group) => group.functionName === functionName) ?? false;
  }

  private driftOf(model: ModelProfiled): ModelDrift {
    const known = this.drifts.get(model.name);
    if (known !== undefined) return known;
    const drift = new ModelDrift(model, this.view.calibrations.factorsOf(model));
    this.drifts.set(model.name, drift);
    return drift;
  }

  private mayChange(model: ModelProfiled): boolean {
    const { clock } = this.ports;
    const sinceMs = clock.monotonicMs() - (this.changedAtMs.get(model.name) ?? -Infinity);
    return this.view.mayChange() && sinceMs >= minIntervalMs && this.view.calibrations.of(model)?.isHeld !== true;
  }

  private async correct(
    model: ModelProfiled,
    drift: ModelDrift,
    { type, part, drift: { ratio, samples } }: FoundDrift,
  ): Promise<void> {
    const before = this.view.calibrations.factorsOf(model);
    const { tails = noTails } = before;
    const bounds = part === 'tail' ? tailBounds : calibrationBounds;
    const known = part === 'tail' ? tails[type] : before[type];
    const wanted = known * ratio;
    const factor = Math.min(bounds.most, Math.max(bounds.least, wanted));
    drift.reset(type);
    // A tail that is shorter than the profile's stays what it is: that is no fault of the profile.
    if (part === 'all' || ratio > 1) this.tellWhereBeyond(model.name, type, wanted, factor);
    if (Math.abs(factor / known - 1) < leastChange) return;
    this.changedAtMs.set(model.name, this.ports.clock.monotonicMs());
    await this.write({
      ...this.changed(model),
      ...before,
      ...(part === 'tail' ? { tails: { ...tails, [type]: factor } } : { [type]: factor }),
      reason: 'drift',
      observed: { type, ratio, executions: samples, ...(part === 'tail' ? { part } : {}) },
    });
  }

  private changed(model: ModelProfiled): CalibrationChanged {
    const known = this.view.calibrations.of(model);
    return {
      model: model.name,
      modelVersion: modelVersionOf(model),
      cpu: 1,
      gpu: 1,
      reason: 'drift',
      changedAtMs: this.ports.clock.nowMs(),
      history: known === undefined ? [] : historyWith(known),
    };
  }

  private async write(change: CalibrationChanged): Promise<void> {
    const { publisher, events } = this.ports;
    const { model, cpu, gpu, tails, observed } = change;
    try {
      await publisher.publish([recordOf(topics.calibrationChanged, change)], this.view.mayChange);
      events.count(plannerMetrics.calibrations, { model });
      events.warn('executions take other times than the profile says; plans are made with corrected ones', {
        model,
        cpu,
        gpu,
        ...(tails === undefined ? {} : { tailOfCpu: tails.cpu, tailOfGpu: tails.gpu }),
        ...observed,
      });
    } catch (error) {
      events.warn('a calibration could not be written; it is found again', { model, error: String(error) });
    }
  }

  /** Once, until executions are within the bounds again. */
  private tellWhereBeyond(model: string, type: FunctionType, wanted: number, factor: number): void {
    const key = `${model}/${type}`;
    if (wanted === factor) {
      this.beyond.delete(key);
      return;
    }
    if (this.beyond.has(key)) return;
    this.beyond.add(key);
    this.ports.events.count(plannerMetrics.calibrationsBeyondBounds, { model, type });
    this.ports.events.error(
      'executions are beyond what a profile is corrected by: profile the model anew, or find out what slows its functions down',
      `they take ${wanted.toFixed(2)} times as long as the profile says; it is corrected by ${factor}`,
      { model, type },
    );
  }

  private forget(model: string): void {
    this.drifts.delete(model);
  }
}

/** What a calibration and those before it were, newest first. */
export function historyWith({
  cpu,
  gpu,
  tails,
  reason,
  changedAtMs,
  observed,
  history,
}: CalibrationChanged): CalibrationChanged['history'] {
  const optional = { ...(tails === undefined ? {} : { tails }), ...(observed === undefined ? {} : { observed }) };
  return [{ cpu, gpu, reason, changedAtMs, ...optional }, ...history].slice(0, maxHistory);
}
