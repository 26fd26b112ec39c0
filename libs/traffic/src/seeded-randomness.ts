import { Randomness } from '@harmonybatch/ports';

const twoTo32 = 2 ** 32;
const hexDigitsPerDraw = 8;
const fnvPrime = 0x01000193;

/** The generator mulberry32: the same seed, the same history. */
export class SeededRandomness extends Randomness {
  private state: number;

  constructor(seed: number) {
    super();
    this.state = seed >>> 0;
  }

  /** A stream of its own for each name, so that what one part draws does not shift what another gets. */
  static stream(seed: number, name: string): SeededRandomness {
    return new SeededRandomness(hashOf(`${seed}/${name}`));
  }

  /** A stream of its own for `label`, which begins where this one stands. */
  fork(label: string): SeededRandomness {
    let hash = this.state;
    for (let at = 0; at < label.length; at += 1) hash = Math.imul(hash ^ label.charCodeAt(at), fnvPrime);
    return new SeededRandomness(hash);
  }

  override uniform(): number {
    return this.draw() / twoTo32;
  }

  override hex(bytes: number): string {
    let digits = '';
    while (digits.length < 2 * bytes) digits += this.draw().toString(16).padStart(hexDigitsPerDraw, '0');
    return digits.slice(0, 2 * bytes);
  }

  /** Uniform in [`min`, `max`). */
  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** 32 random bits as a whole number from 0. */
  private draw(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}

/** FNV-1a, mixed once more: names that differ little have to begin far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), fnvPrime);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
