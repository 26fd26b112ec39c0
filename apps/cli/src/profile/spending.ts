/** The budget is spent: nothing more is invoked. What was measured is kept. */
export class BudgetSpentError extends Error {
  constructor(readonly budget: number) {
    super(`the budget of ${budget} is spent`);
    this.name = 'BudgetSpentError';
  }
}

/** Keeps what invocations cost within a budget, those under way included. */
export class Spending {
  private spentMoney = 0;
  private reserved = 0;

  /** @param budget in the currency of the price book; without end where there is none. */
  constructor(
    readonly budget: number,
    already = 0,
  ) {
    this.spentMoney = already;
  }

  get spent(): number {
    return this.spentMoney;
  }

  /**
   * Sets aside what an invocation is expected to cost.
   * @returns what takes its place once it is known
   * @throws BudgetSpentError where the budget does not hold it
   */
  reserve(expected: number): (cost: number) => void {
    if (this.spentMoney + this.reserved + expected > this.budget) throw new BudgetSpentError(this.budget);
    this.reserved += expected;
    return (cost) => {
      this.reserved -= expected;
      this.spentMoney += cost;
    };
  }
}
