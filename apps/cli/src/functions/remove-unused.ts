import { inventoryOf } from './inventory';
import type { DeployedFunctions } from './deployed-functions';

export interface Removal {
  readonly removed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
  /** Not tried any more, or needed by a plan by now. */
  readonly left: readonly string[];
}

const msPerSecond = 1_000;

/** Removes functions one after the other; a plan that comes into force meanwhile keeps its own. */
export async function removeUnused(
  names: readonly string[],
  { platform, views }: DeployedFunctions,
  { grace }: { readonly grace: number },
  interrupt: AbortSignal,
): Promise<Removal> {
  const removed: string[] = [];
  const failed: { name: string; reason: string }[] = [];
  const left: string[] = [];
  const isUnused = (name: string): boolean => {
    const times = { nowMs: Date.now(), graceMs: grace * msPerSecond };
    return inventoryOf([{ name, state: 'ready' }], views, times).functions.every(({ usedBy }) => usedBy.length === 0);
  };
  for (const name of names) {
    const isWanted = (): boolean => !interrupt.aborted && isUnused(name);
    if (!isWanted()) left.push(name);
    else
      await platform.remove(name, isWanted).then(
        () => removed.push(name),
        (error: unknown) => failed.push({ name, reason: error instanceof Error ? error.message : String(error) }),
      );
  }
  return { removed, failed, left };
}
