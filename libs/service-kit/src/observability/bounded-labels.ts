export type Labels = Readonly<Record<string, string>>;

const maxSeries = 200;
const maxValueLength = 80;
const overflowValue = 'other';

/**
 * The labels of one metric: their names are those of its first use, their values are bounded in length and number, so
 * that names which come from outside (apps, models) cannot grow the process without end.
 */
export class BoundedLabels {
  readonly names: readonly string[];
  private readonly seen = new Set<string>();

  constructor(first: Labels) {
    this.names = Object.keys(first);
  }

  /** Values for every label name; all `other` for a combination that is one too many. */
  bound(labels: Labels): Record<string, string> {
    const values = this.names.map((name) => (labels[name] ?? '').slice(0, maxValueLength));
    const key = JSON.stringify(values);
    const fits = this.seen.has(key) || this.seen.size < maxSeries;
    if (fits) this.seen.add(key);
    return Object.fromEntries(this.names.map((name, index) => [name, fits ? (values[index] ?? '') : overflowValue]));
  }
}
