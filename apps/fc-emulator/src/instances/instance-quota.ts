/** How many instances the account may have over all its functions. */
export class InstanceQuota {
  private taken = 0;

  constructor(readonly maxInstances: number) {}

  get left(): number {
    return this.maxInstances - this.taken;
  }

  /** Takes one if there is one left. */
  take(): boolean {
    if (this.taken >= this.maxInstances) return false;
    this.taken += 1;
    return true;
  }

  give(): void {
    this.taken -= 1;
  }
}
