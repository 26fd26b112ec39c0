import type { PlanPublished } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/ports';
import type { ModelRegistry } from '../../registry/model-registry';
import type { ReplannerOptions } from '../replanner-options';
import { pinFault } from './pin-fault';
import type { PlanPins } from './plan-pins';

export interface ModelPinContext {
  readonly pins: PlanPins;
  readonly models: ModelRegistry;
  readonly config: ReplannerOptions;
  readonly events: StageEvents;
}

/** What somebody holds one model to. */
export class ModelPin {
  /** What was wrong with the pinned plan when it was looked at last. */
  private fault: string | null = null;

  constructor(
    private readonly model: string,
    private readonly context: ModelPinContext,
  ) {}

  /** The plan, where there is one that can be in force; what is wrong with another is logged once. */
  plan(): PlanPublished | undefined {
    const { pins, models, config, events } = this.context;
    const [pin, model] = [pins.get(this.model), models.get(this.model)];
    if (pin === undefined || model === undefined) return undefined;
    const fault = pinFault(pin.plan, model, config.functionPrefix);
    if (fault !== null && fault !== this.fault)
      events.error('a pinned plan cannot be in force', fault, { model: this.model });
    this.fault = fault;
    return fault === null ? { ...pin.plan, reason: 'pinned', missing: undefined } : undefined;
  }
}
