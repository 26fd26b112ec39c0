import type { Founded } from '../ports/batch-store';

/** Models that are watched; names beyond it are not of models that anybody registered. */
const mostModels = 10_000;

/** Notices that the store lost its memory: it then says that it was founded at another time than before. */
export class FoundingWatch {
  private readonly foundedAtMs = new Map<string, number>();

  /** @returns true where the store of this model was founded anew since the last reply. */
  isNew(model: string, founded: Founded<unknown>): boolean {
    const before = this.foundedAtMs.get(model);
    if (before === undefined && this.foundedAtMs.size >= mostModels) this.foundedAtMs.clear();
    this.foundedAtMs.set(model, founded.foundedAtMs);
    return before !== undefined && before !== founded.foundedAtMs;
  }
}
