/** Words of an identity that are kept: 96 bits, so that two identities are taken for one less than once in 10^15 days. */
const words = 3;
const digitsPerWord = 8;
const leastSlots = 1 << 12;
/** A table is no fuller than that. */
const maxLoad = 0.5;

/** A set of identities in typed arrays. */
class IdentityTable {
  private slots = new Uint32Array(leastSlots * words);
  count = 0;

  /** @returns whether it was not there */
  add(first: number, second: number, third: number): boolean {
    const at = this.placeOf(first, second, third);
    if (!this.isFree(at)) return false;
    this.slots.set([first, second, third], at);
    this.count += 1;
    if (this.count * words > this.slots.length * maxLoad) this.grow();
    return true;
  }

  has(first: number, second: number, third: number): boolean {
    return !this.isFree(this.placeOf(first, second, third));
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  private placeOf(first: number, second: number, third: number): number {
    const { slots } = this;
    const mask = slots.length / words - 1;
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const at = slot * words;
      if (this.isFree(at)) return at;
      if (slots[at] === first && slots[at + 1] === second && slots[at + 2] === third) return at;
    }
  }

  private isFree(at: number): boolean {
    return this.slots[at] === 0 && this.slots[at + 1] === 0 && this.slots[at + 2] === 0;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += words) {
      const [first, second, third] = [old[at]!, old[at + 1]!, old[at + 2]!];
      if (first === 0 && second === 0 && third === 0) continue;
      this.slots.set([first, second, third], this.placeOf(first, second, third));
    }
  }
}

/** Which identities were seen, at least the last half of `maxCount` of them. */
export class IdentityMemory {
  private now = new IdentityTable();
  private before = new IdentityTable();

  constructor(private readonly maxCount: number) {}

  /**
   * Takes an identity in.
   * @param identity 32 digits in hex
   * @returns whether it was not seen, or that was forgotten
   */
  add(identity: string): boolean {
    const word = (index: number): number =>
      Number.parseInt(identity.slice(index * digitsPerWord, (index + 1) * digitsPerWord), 16);
    const [first, second, third] = [word(0), word(1), word(2)];
    if (this.before.has(first, second, third) || !this.now.add(first, second, third)) return false;
    if (this.now.count >= this.maxCount / 2) {
      this.before = this.now;
      this.now = new IdentityTable();
    }
    return true;
  }

  get bytes(): number {
    return this.now.bytes + this.before.bytes;
  }
}
