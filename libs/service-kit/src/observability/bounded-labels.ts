import { anyValue, type LabelSet } from '@harmonybatch/telemetry';

export type Labels = Readonly<Record<string, string>>;

/** Combinations of labels that one metric tells apart. */
export const maxSeries = 1_000;
/** The longest names are those of topics. */
const maxValueLength = 256;
const overflowValue = 'other';

/**
 * The labels of one metric. Their values are bounded in length and number, so that names which come from outside (apps, models)
 * cannot grow the process without end.
 */
export class BoundedLabels {
  private readonly names: readonly string[];
  private readonly known = new Map<string, Labels>();

  constructor(private readonly declared: LabelSet) {
    this.names = Object.keys(declared);
  }

  /** The labels as they are counted: where the combination is one too many, those that may have any value are `other`. */
  bound(labels: Labels): Labels {
    const key = this.names.map((name) => labels[name]).join('\n');
    return this.known.get(key) ?? this.take(key, labels);
  }

  private take(key: string, labels: Labels): Labels {
    const fits = this.known.size < maxSeries;
    const bounded = Object.fromEntries(this.names.map((name) => [name, this.valueOf(name, labels[name] ?? '', fits)]));
    if (fits) this.known.set(key, bounded);
    return bounded;
  }

  private valueOf(name: string, value: string, fits: boolean): string {
    return fits || this.declared[name] !== anyValue ? value.slice(0, maxValueLength) : overflowValue;
  }
}
