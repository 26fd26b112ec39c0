import type { PlanPublished } from '@harmonybatch/contracts';
import {
  DecisionError,
  planInForce,
  registeredAs,
  type ModelRegistry,
  type PlanBoard,
  type PlanHistory,
} from '@harmonybatch/pipeline';
import { commandLine } from '../command-line/command-line';
import { decisionRefusal } from './decision-refusal';

/** Which plans a model can be rolled back to, and how the same is done on a command line. */
export class RollBacks {
  constructor(
    private readonly models: ModelRegistry,
    private readonly plans: PlanBoard,
    /** The plans that were read of Kafka since this began: what it has compacted away meanwhile is among them. */
    private readonly inKafka: PlanHistory,
  ) {}

  /** Why a model cannot be rolled back to a plan, and what mends that; null where it can. */
  obstacle(plan: Pick<PlanPublished, 'model' | 'modelVersion'>): string | null {
    try {
      planInForce(this.plans, plan.model);
      registeredAs(this.models, plan);
      return null;
    } catch (error) {
      if (!(error instanceof DecisionError)) throw error;
      const { fault } = decisionRefusal(error.fault);
      return `${fault.error}. ${fault.hint}`;
    }
  }

  /** It holds as long as Kafka has the plan. Null where Kafka did not have it any more when this began: then nothing but the console can bring it back. */
  command(model: string, epoch: number): string | null {
    const isThere = this.inKafka.of(model).some((plan) => plan.epoch === epoch);
    return isThere ? commandLine('plan', 'rollback', model, '--epoch', String(epoch)) : null;
  }
}
