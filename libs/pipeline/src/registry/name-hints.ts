import { BoundedMap } from '@harmonybatch/ports';
import { nearestName } from './nearest-name';

/** Names asked for whose answers are remembered. */
const mostRemembered = 1_000;
/** Names that are compared with all others in one second: more of them get no hint. */
const mostLooksPerSecond = 20;
const msPerSecond = 1000;

/**
 * Says which known name was probably meant by an unknown one. A flood of unknown names costs no more than one look a name,
 * and a few looks a second.
 */
export class NameHints {
  private readonly names = new Set<string>();
  private readonly remembered = new BoundedMap<string, string | null>(mostRemembered);
  private second = 0;
  private looks = 0;

  add(name: string): void {
    this.names.add(name);
    this.remembered.clear();
  }

  remove(name: string): void {
    this.names.delete(name);
    this.remembered.clear();
  }

  nearest(name: string, nowMs: number): string | null {
    const known = this.remembered.get(name);
    if (known !== undefined) return known;
    if (!this.mayLook(nowMs)) return null;
    const nearest = nearestName(name, this.names);
    this.remembered.set(name, nearest);
    return nearest;
  }

  private mayLook(nowMs: number): boolean {
    const second = Math.floor(nowMs / msPerSecond);
    if (second !== this.second) [this.second, this.looks] = [second, 0];
    this.looks += 1;
    return this.looks <= mostLooksPerSecond;
  }
}
