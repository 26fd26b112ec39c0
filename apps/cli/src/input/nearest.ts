/** Slips of the pen: one letter wrong, missing, added, or two swapped, in short words; two in longer ones. */
const mostSlips = (word: string): number => (word.length < 4 ? 1 : 2);

/** The one of `words` that was probably meant by `text`; undefined where none is near. */
export function nearest(text: string, words: readonly string[]): string | undefined {
  const near = words
    .map((word) => ({ word, slips: slipsBetween(text.toLowerCase(), word) }))
    .filter(({ word, slips }) => slips <= mostSlips(word));
  return near.sort((one, other) => one.slips - other.slips)[0]?.word;
}

/** Edit distance in which two letters that changed places are one slip. */
function slipsBetween(left: string, right: string): number {
  const rows = [Array.from({ length: right.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= left.length; row += 1) {
    const before = rows[row - 1]!;
    const line = [row];
    for (let at = 1; at <= right.length; at += 1) {
      const same = left[row - 1] === right[at - 1];
      const swapped = row > 1 && at > 1 && left[row - 1] === right[at - 2] && left[row - 2] === right[at - 1];
      line.push(
        Math.min(
          before[at]! + 1,
          line[at - 1]! + 1,
          before[at - 1]! + (same ? 0 : 1),
          swapped ? rows[row - 2]![at - 2]! + 1 : Infinity,
        ),
      );
    }
    rows.push(line);
  }
  return rows[left.length]![right.length]!;
}
