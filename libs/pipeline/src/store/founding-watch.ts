import { clockMarginMs, type Founded } from '@harmonybatch/ports';

/** Models that are watched; names beyond it are not of models that anybody registered. */
const mostModels = 10_000;

/** What the store last said of its memory. That it lost it is noticed by that it then says that it was founded at another time than before. */
export class FoundingWatch {
  private readonly latest = new Map<string, Founded<unknown>>();

  /** @returns true where the store of this model was founded anew since the last reply. */
  isNew(model: string, founded: Founded<unknown>): boolean {
    const before = this.latest.get(model);
    if (before === undefined && this.latest.size >= mostModels) this.latest.clear();
    this.latest.set(model, founded);
    return before !== undefined && before.foundedAtMs !== founded.foundedAtMs;
  }

  /** Whether the store of this model, as far as it was heard of, knows all that became of requests that arrived then (epoch ms). */
  knows(model: string, arrivedAtMs: number): boolean {
    const latest = this.latest.get(model);
    return latest !== undefined && arrivedAtMs >= latest.knownSinceMs + clockMarginMs;
  }
}
