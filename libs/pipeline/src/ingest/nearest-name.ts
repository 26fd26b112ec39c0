const mostEdits = 2;
const mostNames = 1_000;

/** The known name within two edits of `name`, or null. */
export function nearestName(name: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let fewest = mostEdits + 1;
  for (const candidate of known.slice(0, mostNames)) {
    const edits = editDistance(name, candidate, fewest);
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

/** Levenshtein distance, ignoring case; gives `enough` up as soon as the distance cannot be less. */
function editDistance(one: string, other: string, enough: number): number {
  if (Math.abs(one.length - other.length) >= enough) return enough;
  const [from, to] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line];
    let least = line;
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
      least = Math.min(least, next[column]!);
    }
    if (least >= enough) return enough;
    row = next;
  }
  return row[to.length]!;
}
