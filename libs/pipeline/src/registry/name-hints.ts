import { BoundedMap } from '@harmonybatch/ports';
import { nearestName } from './nearest-name';

/** Names asked for whose answers are remembered. */
const maxRemembered = 1_000;
/** Names that are compared with all others in one second: more of them get no hint. */
const maxLooksPerSecond = 20;
const msPerSecond = 1000;

/**
 * Says which known name was probably meant by an unknown one. A flood of unknown names costs no more than one look a name,
 * and a few looks a second.
 */
export class NameHints {
  private readonly names = new Set<string>();
  private readonly cache = new BoundedMap<string, string | null>(maxRemembered);
  private second = 0;
  private lookups = 0;

  add(name: string): void {
    this.names.add(name);
    this.cache.clear();
  }

  remove(name: string): void {
    this.names.delete(name);
    this.cache.clear();
  }

  nearest(name: string, nowMs: number): string | null {
    const known = this.cache.get(name);
    if (known !== undefined) return known;
    if (!this.mayLookUp(nowMs)) return null;
    const nearest = nearestName(name, this.names);
    this.cache.set(name, nearest);
    return nearest;
  }

  private mayLookUp(nowMs: number): boolean {
    const second = Math.floor(nowMs / msPerSecond);
    if (second !== this.second) [this.second, this.lookups] = [second, 0];
    this.lookups += 1;
    return this.lookups <= maxLooksPerSecond;
  }
}
