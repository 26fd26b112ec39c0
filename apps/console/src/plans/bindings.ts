import { setImmediate as turn } from 'node:timers/promises';
import type { Binding } from '@harmonybatch/console-api';
import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import { bindingsOf } from '@harmonybatch/planning';
import { BoundedMap } from '@harmonybatch/ports';
import { requestOfPlan } from './terms-of-plan';

const maxPlans = 50;
const unknown: Binding = {
  app: null,
  sentence: 'What binds is not known: this console lacks the prices, the shapes or the model of the plan.',
};

/** What keeps the groups of plans from being cheaper, by the planner's own explanation; a group at a time, so that others have their turn. */
export class Bindings {
  private readonly known = new BoundedMap<number, Promise<Binding[]>>(maxPlans);

  /** Of each group of a plan, in their order. @param model of the plan; undefined where none is registered */
  of(epoch: number, plan: PlanPublished, model: ModelProfiled | undefined): Promise<Binding[]> {
    const known = this.known.get(epoch);
    if (known !== undefined) return known;
    const found = find(plan, model);
    this.known.set(epoch, found);
    return found;
  }
}

async function find(plan: PlanPublished, model: ModelProfiled | undefined): Promise<Binding[]> {
  const request = model === undefined ? null : requestOfPlan(plan, model);
  if (request === null) return plan.groups.map(() => unknown);
  const bindings: Binding[] = [];
  try {
    for (const { kind, message } of bindingsOf(request, plan)) {
      const group = plan.groups[bindings.length]!;
      const tightest = group.apps.reduce((one, other) => (other.sloMs < one.sloMs ? other : one));
      bindings.push({ app: kind === 'slo' ? tightest.name : null, sentence: message });
      await turn();
    }
  } catch {
    // The model may be registered otherwise by now, and have no such function any more.
    return plan.groups.map((_, index) => bindings[index] ?? unknown);
  }
  return bindings;
}
