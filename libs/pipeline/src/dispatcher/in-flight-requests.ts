/**
 * Which run of this dispatcher works on a request. A request can stand in two batches after a fault; the store keeps their
 * runs apart, but while it does not answer, runs of one process would not know of each other either.
 */
export class InFlightRequests {
  private readonly runs = new Map<string, object>();

  /** Whether the request is `run`'s to work on, from now on until it leaves it. */
  acquire(id: string, run: object): boolean {
    const other = this.runs.get(id);
    if (other === undefined) this.runs.set(id, run);
    return other === undefined || other === run;
  }

  release(ids: Iterable<string>, run: object): void {
    for (const id of ids) if (this.runs.get(id) === run) this.runs.delete(id);
  }
}
