import { createHash } from 'node:crypto';
import { modelVersionOf } from '@harmonybatch/contracts';
import { BoundedMap } from '@harmonybatch/ports';
import type { ModelTask, PlannedWhatIf } from './what-if-task';

const maxPlans = 16;

/** What was planned last: the same question is planned once, whether a simulation follows or not. */
export class KnownPlans {
  private readonly known = new BoundedMap<string, Promise<PlannedWhatIf>>(maxPlans);

  /** What is planned of a task already, or what `make` makes of it; what failed is not kept. */
  of(task: ModelTask, make: () => Promise<PlannedWhatIf>): Promise<PlannedWhatIf> {
    const key = keyOf(task);
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const made = make();
    this.known.set(key, made);
    made.catch(() => this.known.delete(key));
    return made;
  }
}

/** Of all that a plan is made from. */
const keyOf = ({ model, inForce, apps, terms }: ModelTask): string =>
  createHash('sha256')
    .update(JSON.stringify([model.name, modelVersionOf(model), inForce, apps, terms]))
    .digest('base64');
