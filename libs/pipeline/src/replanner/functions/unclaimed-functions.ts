import { NoLongerWantedError, type IsStillWanted } from '@harmonybatch/ports';
import { ensureFunctions, type DesiredFunction } from './desired-functions';
import type { ReconcilerPorts } from './reconciler-ports';

/**
 * Functions of plans in force that do not say yet whose they are, for an earlier version made them: each is claimed, one after
 * the other. One that cannot be claimed works as before, so that once is enough until another replica leads.
 */
export class UnclaimedFunctions {
  private readonly asked = new Set<string>();
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly ports: ReconcilerPorts,
    private readonly isLeader: IsStillWanted,
  ) {}

  claim(model: string, wanted: DesiredFunction): void {
    if (this.asked.has(wanted.spec.name)) return;
    this.asked.add(wanted.spec.name);
    this.last = this.last.then(() => this.ensure(model, wanted));
  }

  /** Another replica leads. */
  clear(): void {
    this.asked.clear();
  }

  private async ensure(model: string, wanted: DesiredFunction): Promise<void> {
    const { platform, events } = this.ports;
    const functionName = wanted.spec.name;
    try {
      await ensureFunctions(platform, [wanted], this.isLeader);
      events.info('a function that an earlier version made is tagged as this deployment’s', { functionName, model });
    } catch (error) {
      if (!(error instanceof NoLongerWantedError))
        events.error('a function that an earlier version made could not be tagged', error, { functionName, model });
    }
  }
}
