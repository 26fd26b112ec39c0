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

/**
 * Levenshtein distance, ignoring case, or `enough` where it is no less: only what can still be less is looked at, so that
 * the time grows with the length of the names and not with its square.
 */
function editDistance(one: string, other: string, enough: number): number {
  if (Math.abs(one.length - other.length) >= enough) return enough;
  const [from, to] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, column) => Math.min(column, enough));
  for (let line = 1; line <= from.length; line += 1) {
    const next = Array<number>(to.length + 1).fill(enough);
    next[0] = Math.min(line, enough);
    let least = next[0];
    const last = Math.min(to.length, line + enough - 1);
    for (let column = Math.max(1, line - enough + 1); column <= last; column += 1) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1);
      next[column] = Math.min(replaced, row[column]! + 1, next[column - 1]! + 1);
      least = Math.min(least, next[column]!);
    }
    if (least >= enough) return enough;
    row = next;
  }
  return Math.min(row[to.length]!, enough);
}
