import type { TokenBucket } from '../time/token-bucket';

/** How many instances the account may have over all its functions, and how fast it gets them. */
export class InstanceQuota {
  private taken = 0;

  /** @param starts limits how many start in a while; absent: any number */
  constructor(
    public maxInstances: number,
    private readonly starts?: TokenBucket,
  ) {}

  get left(): number {
    return this.maxInstances - this.taken;
  }

  /** Takes one if there is one left. */
  take(): boolean {
    if (this.left <= 0 || this.starts?.take() === false) return false;
    this.taken += 1;
    return true;
  }

  give(): void {
    this.taken -= 1;
  }

  /** Why none can be taken, for people. */
  get refusal(): string {
    return this.left > 0
      ? 'instances of the account are started at their highest rate'
      : `all ${this.maxInstances} instances of the account are in use`;
  }
}
