/** Ids remembered at a time, twice over: beyond that the older half is forgotten sooner. */
const maxIds = 100_000;

interface Remembered {
  /** Of the record that had the id first, in the log. */
  readonly place: string;
  /** Whether a request of that id was accepted. */
  readonly accepted: boolean;
}

/**
 * The requests that came lately, by identity, to count those that come again under an id that was used before. Such a request
 * is the same one to everything further on, and gets no outcome of its own while its id is remembered there.
 */
export class RecentIds {
  private young = new Map<string, Remembered>();
  private old = new Map<string, Remembered>();
  private rotatedAtMs = -Infinity;

  /** @param retainMs for how long at least, and twice as long at most, ms */
  constructor(private readonly retainMs: number) {}

  /** Whether a request of that identity was accepted lately. */
  wasAccepted(identity: string): boolean {
    return this.known(identity)?.accepted ?? false;
  }

  /**
   * Whether the request stood at another place before; a record that is read again stands where it stood.
   * @param accepted what was decided of it now
   */
  isDuplicate(identity: string, place: string, accepted: boolean, nowMs: number): boolean {
    if (this.young.size >= maxIds || nowMs - this.rotatedAtMs >= this.retainMs) this.rotate(nowMs);
    const known = this.known(identity);
    this.young.set(identity, { place: known?.place ?? place, accepted: accepted || (known?.accepted ?? false) });
    return known !== undefined && known.place !== place;
  }

  private known(identity: string): Remembered | undefined {
    return this.young.get(identity) ?? this.old.get(identity);
  }

  private rotate(nowMs: number): void {
    this.old = nowMs - this.rotatedAtMs < 2 * this.retainMs ? this.young : new Map<string, Remembered>();
    this.rotatedAtMs = nowMs;
    this.young = new Map();
  }
}
