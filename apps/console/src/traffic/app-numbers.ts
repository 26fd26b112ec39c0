/** A number for each app, in the order in which they are met, so that figures can lie in arrays. */
export class AppNumbers {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly maxApps: number) {}

  /** The number of an app, a new one where it has none; null where there are too many. */
  of(app: string): number | null {
    const known = this.numbers.get(app);
    if (known !== undefined) return known;
    if (this.numbers.size >= this.maxApps) return null;
    this.numbers.set(app, this.numbers.size);
    return this.numbers.size - 1;
  }

  find(app: string): number | undefined {
    return this.numbers.get(app);
  }

  names(): string[] {
    return [...this.numbers.keys()];
  }
}
