const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;
const otherOffset = 0x9747b28c;

/** What happened, as lines for a reader and as a digest: equal histories have equal digests. */
export class History {
  readonly lines: string[] = [];
  private hash = fnvOffset;
  private otherHash = otherOffset;

  /** @param keepsLines whether there will be a reader. */
  constructor(
    private readonly nowMs: () => number,
    readonly keepsLines: boolean,
  ) {}

  /** Something that matters: it counts for the digest. */
  record(what: string): void {
    const line = `${this.nowMs().toFixed(3)} ${what}`;
    for (let at = 0; at < line.length; at += 1) {
      this.hash = Math.imul(this.hash ^ line.charCodeAt(at), fnvPrime);
    }
    this.otherHash = Math.imul(this.otherHash ^ this.hash, fnvPrime) ^ (this.otherHash >>> 15);
    if (this.keepsLines) this.lines.push(line);
  }

  /** Something for the reader alone. */
  annotate(what: () => string): void {
    if (this.keepsLines) this.lines.push(`${this.nowMs().toFixed(3)}   ${what()}`);
  }

  digest(): string {
    return [this.hash, this.otherHash].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
