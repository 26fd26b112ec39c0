const leastSlots = 64;
const maxLoad = 0.6;
/** Spreads keys that lie beside each other (Knuth, The Art of Computer Programming 3, 6.4). */
const multiplier = 2_654_435_761;

/** Counts by whole numbers from 0 to 2^32 − 2, in typed arrays: 13 to 27 bytes a key, and 8 where it is packed. */
export class CountTable {
  /** Key + 1; 0 where nothing is. Hashed, or where it is packed in order and without gaps. */
  private keys = new Uint32Array(leastSlots);
  private counts = new Uint32Array(leastSlots);
  private isPacked = false;
  size = 0;

  /** @param maxSize keys above this number are refused */
  constructor(private readonly maxSize: number) {}

  /**
   * @param count negative to take off what was added before
   * @returns false where it was not counted, for there are too many keys
   */
  add(key: number, count = 1): boolean {
    let at = this.placeOf(key);
    if (this.keys[at] !== key + 1) {
      if (this.size >= this.maxSize) return false;
      if (this.isPacked) {
        this.hash(slotsFor(this.size));
        at = this.placeOf(key);
      }
      this.keys[at] = key + 1;
      this.size += 1;
    }
    this.counts[at]! += count;
    if (!this.isPacked && this.size > this.keys.length * maxLoad) this.hash(this.keys.length * 2);
    return true;
  }

  get(key: number): number {
    const at = this.placeOf(key);
    return this.keys[at] === key + 1 ? this.counts[at]! : 0;
  }

  forEach(visit: (key: number, count: number) => void): void {
    const { keys, counts } = this;
    for (let at = 0; at < keys.length; at += 1) if (keys[at] !== 0) visit(keys[at]! - 1, counts[at]!);
  }

  /** To be called where no new keys are expected: those that come nonetheless make it a larger table again. */
  pack(): void {
    if (this.isPacked) return;
    const keys = this.keys.filter((key) => key !== 0).sort();
    const counts = keys.map((key) => this.get(key - 1));
    [this.keys, this.counts, this.isPacked] = [keys, counts, true];
  }

  get bytes(): number {
    return this.keys.byteLength + this.counts.byteLength;
  }

  /** Where a key is, or is to be; the place of another key, or none, where it is packed and has none. */
  private placeOf(key: number): number {
    return this.isPacked ? this.packedPlaceOf(key) : this.hashedPlaceOf(key);
  }

  private hashedPlaceOf(key: number): number {
    const mask = this.keys.length - 1;
    let at = (Math.imul(key, multiplier) >>> 0) & mask;
    while (this.keys[at] !== 0 && this.keys[at] !== key + 1) at = (at + 1) & mask;
    return at;
  }

  private packedPlaceOf(key: number): number {
    let [from, to] = [0, this.keys.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.keys[middle]! < key + 1) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  private hash(slots: number): void {
    const [keys, counts] = [this.keys, this.counts];
    this.keys = new Uint32Array(slots);
    this.counts = new Uint32Array(slots);
    this.isPacked = false;
    for (let at = 0; at < keys.length; at += 1) {
      if (keys[at] === 0) continue;
      const place = this.hashedPlaceOf(keys[at]! - 1);
      this.keys[place] = keys[at]!;
      this.counts[place] = counts[at]!;
    }
  }
}

/** Room for so many keys and one more. */
const slotsFor = (size: number): number => Math.max(leastSlots, 2 ** Math.ceil(Math.log2((size + 1) / maxLoad)));
