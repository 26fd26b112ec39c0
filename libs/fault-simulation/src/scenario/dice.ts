import type { SeededRandomness } from '@harmonybatch/traffic';

/** Choices out of seeded randomness. */
export class Dice {
  constructor(private readonly randomness: SeededRandomness) {}

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.randomness.uniform() < probability;
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.randomness.uniform();
  }

  /** A whole number from `from` to `to`, both possible. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  one<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]!;
  }

  /** One of the keys, each as likely as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.randomness.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return entries[0]![0];
  }
}
