/** The store did not answer, or refused: what was asked may or may not have been done. Every verb can be repeated. */
export class StoreUnavailable extends Error {
  constructor(verb: string, cause: unknown) {
    super(`the batch store did not do ${verb}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'StoreUnavailable';
  }
}
