/** Numbers in [0, 1) that are the same each time for a seed. */
function numbers(seed: number, length: number): number[] {
  let state = seed * 2_654_435_761;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

/** A picture for the convolutional network, flat. */
export const picture = (seed: number): number[] => numbers(seed, 3 * 32 * 32).map((value) => Math.fround(value));

/** A text for the transformer: 64 tokens. */
export const tokens = (seed: number): number[] => numbers(seed, 64).map((value) => Math.floor(value * 512));

export const item = (id: string, inputs: unknown): { readonly id: string; readonly inputs: unknown } => ({
  id,
  inputs,
});

/** The same numbers as lists in lists. */
export function nested(flat: readonly number[], shape: readonly number[]): unknown {
  const [length, ...inner] = shape;
  if (length === undefined || inner.length === 0) return flat;
  const size = flat.length / length;
  return Array.from({ length }, (_, at) => nested(flat.slice(at * size, (at + 1) * size), inner));
}
