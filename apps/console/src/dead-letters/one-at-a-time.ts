import { unavailable } from '../protocol/refusal';

const maxWaiting = 8;

/** Work that takes much is done one after the other. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();
  private open = 0;

  /** @throws Refusal with status 503 where too much waits already */
  async do<T>(work: () => Promise<T>): Promise<T> {
    if (this.open > maxWaiting) throw unavailable('too many calls wait to read dead letters', 'Ask again in a moment.');
    this.open += 1;
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.open -= 1;
    }
  }
}
