/** Ids remembered at a time, twice over: beyond that the older half is forgotten sooner. */
const maxIds = 100_000;

/**
 * The requests that came lately, by identity, to count those that come again under an id that was used before. Such a request
 * is the same one to everything further on, and gets no outcome of its own while its id is remembered there.
 */
export class RecentIds {
  /** Place in the log by identity. */
  private young = new Map<string, string>();
  private old = new Map<string, string>();
  private rotatedAtMs = -Infinity;

  /** @param retainMs for how long at least, and twice as long at most, ms */
  constructor(private readonly retainMs: number) {}

  /** Whether the request stood at another place before; a record that is read again stands where it stood. */
  isDuplicate(identity: string, place: string, nowMs: number): boolean {
    if (this.young.size >= maxIds || nowMs - this.rotatedAtMs >= this.retainMs) this.rotate(nowMs);
    const known = this.young.get(identity) ?? this.old.get(identity);
    this.young.set(identity, known ?? place);
    return known !== undefined && known !== place;
  }

  private rotate(nowMs: number): void {
    this.old = nowMs - this.rotatedAtMs < 2 * this.retainMs ? this.young : new Map<string, string>();
    this.rotatedAtMs = nowMs;
    this.young = new Map();
  }
}
