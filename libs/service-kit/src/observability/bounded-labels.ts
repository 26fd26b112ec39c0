import { anyValue, type LabelSet } from '@harmonybatch/telemetry';

export type Labels = Readonly<Record<string, string>>;

/** Combinations of labels that one metric tells apart. */
export const maxSeries = 1_000;
/** The longest names are those of topics. */
const maxValueLength = 256;
const overflowValue = 'other';
/** What was not counted for so long gives its place to something else where none is left, ms. */
const idleMs = 3_600_000;
/** How often it is looked for such at most, ms. */
const lookIntervalMs = 60_000;

/** One combination of labels. */
export interface Series {
  readonly labels: Labels;
  /** When it was last asked for, monotonic ms. */
  usedAtMs: number;
  /** What was counted of it and not told yet. */
  pending: number;
}

export interface SeriesLife {
  /** Called with the labels of a series that is to be forgotten. */
  readonly onForgotten: (labels: Labels) => void;
  /** Monotonic time, ms. */
  readonly nowMs: () => number;
}

/**
 * The labels of one metric. Their values are bounded in length and number, so that names which come from outside (apps, models)
 * cannot grow the process without end; names that come and go, such as those of groups, give their places up to others.
 */
export class BoundedLabels {
  private readonly names: readonly string[];
  private readonly known = new Map<string, Series>();
  /** Those that stand for others, as many as there are combinations of the labels whose values are known. */
  private readonly overflow = new Map<string, Series>();
  private lookedAtMs = -Infinity;

  constructor(
    private readonly declared: LabelSet,
    private readonly life: SeriesLife,
  ) {
    this.names = Object.keys(declared);
  }

  /** The labels as they are counted: where the combination is one too many, those that may have any value are `other`. */
  series(labels: Labels): Series {
    const key = this.keyOf(labels);
    const known = this.known.get(key);
    if (known === undefined) return this.take(key, labels);
    known.usedAtMs = this.life.nowMs();
    return known;
  }

  /** All that there are. */
  *all(): Generator<Series> {
    yield* this.known.values();
    yield* this.overflow.values();
  }

  private keyOf(labels: Labels): string {
    let key = '';
    for (const name of this.names) key += `${labels[name]}\n`;
    return key;
  }

  private take(key: string, labels: Labels): Series {
    if (this.known.size >= maxSeries) this.forgetIdle();
    const fits = this.known.size < maxSeries;
    const bounded = Object.fromEntries(this.names.map((name) => [name, this.valueOf(name, labels[name] ?? '', fits)]));
    const made = { labels: bounded, usedAtMs: this.life.nowMs(), pending: 0 };
    if (fits) {
      this.known.set(key, made);
      return made;
    }
    const instead = this.keyOf(bounded);
    const overflowing = this.overflow.get(instead) ?? made;
    this.overflow.set(instead, overflowing);
    return overflowing;
  }

  private valueOf(name: string, value: string, fits: boolean): string {
    return fits || this.declared[name] !== anyValue ? value.slice(0, maxValueLength) : overflowValue;
  }

  private forgetIdle(): void {
    const nowMs = this.life.nowMs();
    if (nowMs - this.lookedAtMs < lookIntervalMs) return;
    this.lookedAtMs = nowMs;
    for (const [key, { labels, usedAtMs }] of this.known) {
      if (nowMs - usedAtMs < idleMs) continue;
      this.known.delete(key);
      this.life.onForgotten(labels);
    }
  }
}
