import { functionCallOf, modelVersionOf, type PlanPublished } from '@harmonybatch/contracts';
import { functionNameOf, groupIdOf } from './content-names';
import { PlanMaker, type MadePlans, type PlanningTask } from './plan-maker';

/** Makes no plan, but has one that was made elsewhere for the same apps: under the names that it has where it is used. */
export class GivenPlanMaker extends PlanMaker {
  constructor(private readonly given: PlanPublished) {
    super();
  }

  override async make({ model, config, reason, settings, nowMs }: PlanningTask): Promise<MadePlans> {
    const groups = this.given.groups.map((group) => {
      const functionName = functionNameOf(config.functionPrefix, model, group.function);
      return { ...group, functionName, id: groupIdOf(group, functionName, group.slackMs) };
    });
    const names = { model: model.name, modelVersion: modelVersionOf(model), call: functionCallOf(model) };
    return { draft: { ...this.given, ...names, reason, settings, plannedAtMs: nowMs, groups }, repriced: null };
  }
}
