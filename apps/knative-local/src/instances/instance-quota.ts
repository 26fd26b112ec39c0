/** No node has room for another instance; in the words of the scheduler. */
export class UnschedulableError extends Error {
  constructor() {
    super('0/1 nodes are available: 1 Insufficient cpu.');
    this.name = 'UnschedulableError';
  }
}

/** How many instances the cluster has room for. */
export class InstanceQuota {
  private held = 0;

  constructor(private readonly maxInstances: number) {}

  /** @returns what gives the place back. Throws UnschedulableError. */
  take(): () => void {
    if (this.held >= this.maxInstances) throw new UnschedulableError();
    this.held += 1;
    return () => void (this.held -= 1);
  }
}
