/** So many are remembered at most; a repetition of an older one is not noticed. */
const maxNonces = 100_000;

/** Nonces of signatures: each is taken once, or whoever reads a request could send it again. */
export class UsedNonces {
  private readonly used = new Set<string>();

  /** Whether it is new; it is not from then on. */
  take(nonce: string): boolean {
    if (this.used.has(nonce)) return false;
    this.used.add(nonce);
    if (this.used.size > maxNonces) this.used.delete(this.used.values().next().value!);
    return true;
  }
}
