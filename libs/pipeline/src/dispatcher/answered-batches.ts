const mostRemembered = 8_192;

/**
 * Batches whose outcomes this process has written, the latest of them. A batch that is read again after a rebalance needs no
 * store to tell that it is answered: the store hears of it a little later, or not at all where it does not answer.
 */
export class AnsweredBatches {
  private readonly ids = new Set<string>();

  add(batchId: string): void {
    this.ids.add(batchId);
    if (this.ids.size <= mostRemembered) return;
    for (const oldest of this.ids) {
      this.ids.delete(oldest);
      return;
    }
  }

  has(batchId: string): boolean {
    return this.ids.has(batchId);
  }
}
