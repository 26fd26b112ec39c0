/** Money is as expected within this part. */
const tolerance = 0.1;
/** Beyond it chance has to be excluded by so many standard errors, over so many invocations. */
const errors = 5;
const minInvocations = 50;
/** Of so many invocations the older ones count half, and half again. */
const remembered = 2_000;

/** What invocations cost beside what they were expected to: whether the two differ by more than chance. */
export class MoneyTally {
  private invocations = 0;
  private expected = 0;
  private difference = 0;
  private squares = 0;

  add(spent: number, expected: number): void {
    if (this.invocations >= remembered) this.forgetHalf();
    this.invocations += 1;
    this.expected += expected;
    this.difference += spent - expected;
    this.squares += (spent - expected) ** 2;
  }

  /** Spent over expected. */
  get ratio(): number {
    return this.expected > 0 ? 1 + this.difference / this.expected : 1;
  }

  /** Whether it is off by more than a tenth. */
  get isOff(): boolean {
    return Math.abs(this.ratio - 1) > tolerance;
  }

  /** The same, and by more than chance. */
  get isOffForCertain(): boolean {
    return (
      this.isOff &&
      this.invocations >= minInvocations &&
      Math.abs(this.difference) - tolerance * this.expected > errors * Math.sqrt(this.spread)
    );
  }

  /** Variance of the difference, if each invocation differs on its own. */
  private get spread(): number {
    return Math.max(0, this.squares - this.difference ** 2 / this.invocations);
  }

  private forgetHalf(): void {
    this.invocations /= 2;
    this.expected /= 2;
    this.difference /= 2;
    this.squares /= 2;
  }
}
