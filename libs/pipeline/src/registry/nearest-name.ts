const maxEdits = 2;

/** The first of the known names that are nearest to `name` within two edits, ignoring case, or null. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const asked = name.toLowerCase();
  const rows: Rows = [new Uint8Array(asked.length + maxEdits + 2), new Uint8Array(asked.length + maxEdits + 2)];
  let nearest: string | null = null;
  let fewest = maxEdits + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - asked.length) >= fewest) continue;
    const edits = editDistance(candidate.toLowerCase(), asked, fewest, rows);
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

type Rows = [Uint8Array, Uint8Array];

/**
 * Levenshtein distance, or `enough` where it is no less: only what can still be less is looked at, so that the time grows
 * with the length of the names and not with its square. `rows` are as long as `to` and two more, whatever is in them.
 */
function editDistance(from: string, to: string, enough: number, [row, next]: Rows): number {
  for (let column = 0; column <= to.length + 1; column += 1) row[column] = Math.min(column, enough);
  for (let line = 1; line <= from.length; line += 1) {
    const first = Math.max(1, line - enough + 1);
    const last = Math.min(to.length, line + enough - 1);
    next[first - 1] = first === 1 ? Math.min(line, enough) : enough;
    next[last + 1] = enough;
    let min = next[first - 1]!;
    for (let column = first; column <= last; column += 1) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1);
      next[column] = Math.min(replaced, row[column]! + 1, next[column - 1]! + 1, enough);
      min = Math.min(min, next[column]!);
    }
    if (min >= enough) return enough;
    [row, next] = [next, row];
  }
  return row[to.length]!;
}
