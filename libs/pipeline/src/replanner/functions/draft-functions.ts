/** Functions that drafts need which are not in force yet. */
export class DraftFunctions {
  private readonly holders = new Map<string, number>();

  has(name: string): boolean {
    return this.holders.has(name);
  }

  /** Holds the functions until the function that is returned is called. */
  hold(names: readonly string[]): () => void {
    for (const name of names) this.holders.set(name, (this.holders.get(name) ?? 0) + 1);
    return () => {
      for (const name of names) this.release(name);
    };
  }

  private release(name: string): void {
    const left = (this.holders.get(name) ?? 0) - 1;
    if (left > 0) this.holders.set(name, left);
    else this.holders.delete(name);
  }
}
