/** A label that names something of the deployment, such as an app: so many of its values are told apart, the rest count as `other`. */
export const anyValue = 'any';

/** The labels of a metric by name: the values that one may have, all of them, or any. */
export type LabelSet = Readonly<Record<string, readonly string[] | typeof anyValue>>;

/** What must be said of each label where something is counted or observed. */
export type LabelsOf<L extends LabelSet> = [keyof L] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [Name in keyof L]: L[Name] extends readonly string[] ? L[Name][number] : string };

/** What a metric counts or measures in. Money is in the currency that its label says. */
export type MetricUnit =
  'requests' | 'batches' | 'invocations' | 'records' | 'functions' | 'plans' | 'seconds' | 'ratio' | 'money' | 'events';

/** What is declared of every metric. Its name is that which Prometheus sees. */
interface Declaration<L extends LabelSet> {
  readonly name: `harmonybatch_${string}`;
  /** What is counted or measured, in a sentence. */
  readonly help: string;
  readonly unit: MetricUnit;
  readonly labels: L;
}

export interface Counter<L extends LabelSet = LabelSet> extends Declaration<L> {
  readonly kind: 'counter';
}

export interface Gauge<L extends LabelSet = LabelSet> extends Declaration<L> {
  readonly kind: 'gauge';
}

export interface Histogram<L extends LabelSet = LabelSet> extends Declaration<L> {
  readonly kind: 'histogram';
  /** Upper bounds, rising, in the metric's unit. */
  readonly buckets: readonly number[];
}

export type Metric<L extends LabelSet = LabelSet> = Counter<L> | Gauge<L> | Histogram<L>;

/** What a gauge is now, of one combination of labels. */
export interface Sample<L extends LabelSet = LabelSet> {
  readonly labels: LabelsOf<L>;
  readonly value: number;
}

type Declared<L extends LabelSet> = Omit<Declaration<L>, 'name'>;

/** Declares what only grows. @param name without the prefix of all metrics; it ends in `_total` */
export const counter = <const L extends LabelSet>(name: `${string}_total`, declared: Declared<L>): Counter<L> => ({
  kind: 'counter',
  name: `harmonybatch_${name}`,
  ...declared,
});

/** Declares what goes up and down. @param name without the prefix of all metrics */
export const gauge = <const L extends LabelSet>(name: string, declared: Declared<L>): Gauge<L> => ({
  kind: 'gauge',
  name: `harmonybatch_${name}`,
  ...declared,
});

/** Declares how values are distributed. @param name without the prefix of all metrics */
export const histogram = <const L extends LabelSet>(
  name: string,
  declared: Declared<L> & { readonly buckets: readonly number[] },
): Histogram<L> => ({ kind: 'histogram', name: `harmonybatch_${name}`, ...declared });

/** Every combination of the values that the labels may have; none where a label may have any value. */
export function knownLabels({ labels }: Pick<Metric, 'labels'>): Readonly<Record<string, string>>[] {
  let known: Readonly<Record<string, string>>[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    if (values === anyValue) return [];
    known = known.flatMap((others) => values.map((value) => ({ ...others, [name]: value })));
  }
  return known;
}
