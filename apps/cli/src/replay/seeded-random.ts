/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** FNV-1a of a text, to give every app a stream of its own. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
};

/** Splitmix32: the same numbers for the same seed and name, whatever other streams exist. */
export function seededRandom(seed: number, name: string): Random {
  let state = (hash(name) ^ Math.imul(seed, 0x9e3779b9)) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}
