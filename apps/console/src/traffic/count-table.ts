const leastSlots = 64;
const maxLoad = 0.6;
/** Spreads keys that lie beside each other (Knuth, The Art of Computer Programming 3, 6.4). */
const multiplier = 2_654_435_761;

/** Counts by whole numbers from 0 to 2^32 − 2, in typed arrays: 8 bytes a slot. */
export class CountTable {
  /** Key + 1; 0 where nothing is. */
  private keys = new Uint32Array(leastSlots);
  private counts = new Uint32Array(leastSlots);
  size = 0;

  /** @param maxSize keys above this number are refused */
  constructor(private readonly maxSize: number) {}

  /** @returns false where it was not counted, for there are too many keys */
  add(key: number, count = 1): boolean {
    const at = this.placeOf(key);
    if (this.keys[at] === 0) {
      if (this.size >= this.maxSize) return false;
      this.keys[at] = key + 1;
      this.size += 1;
    }
    this.counts[at]! += count;
    if (this.size > this.keys.length * maxLoad) this.grow();
    return true;
  }

  get(key: number): number {
    const at = this.placeOf(key);
    return this.keys[at] === 0 ? 0 : this.counts[at]!;
  }

  forEach(visit: (key: number, count: number) => void): void {
    const { keys, counts } = this;
    for (let at = 0; at < keys.length; at += 1) if (keys[at] !== 0) visit(keys[at]! - 1, counts[at]!);
  }

  get bytes(): number {
    return this.keys.byteLength + this.counts.byteLength;
  }

  private placeOf(key: number): number {
    const mask = this.keys.length - 1;
    let at = (Math.imul(key, multiplier) >>> 0) & mask;
    while (this.keys[at] !== 0 && this.keys[at] !== key + 1) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const [keys, counts] = [this.keys, this.counts];
    this.keys = new Uint32Array(keys.length * 2);
    this.counts = new Uint32Array(keys.length * 2);
    for (let at = 0; at < keys.length; at += 1) {
      if (keys[at] === 0) continue;
      const place = this.placeOf(keys[at]! - 1);
      this.keys[place] = keys[at]!;
      this.counts[place] = counts[at]!;
    }
  }
}
