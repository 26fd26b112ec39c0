import { Randomness } from '@harmonybatch/pipeline';

/** The generator mulberry32: the same seed, the same history. */
export class SeededRandomness extends Randomness {
  private state: number;

  constructor(seed: number) {
    super();
    this.state = seed >>> 0;
  }

  override uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  override hex(bytes: number): string {
    return Array.from({ length: bytes }, () =>
      Math.floor(this.uniform() * 256)
        .toString(16)
        .padStart(2, '0'),
    ).join('');
  }
}
