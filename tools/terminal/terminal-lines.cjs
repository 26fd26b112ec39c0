/** What a program wrote to a terminal, as the lines that stay there, each with when it was finished. */

const parts = /\u001b\[([\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]+/g;

const nextStyle = (style, codes) =>
  (codes === '' ? ['0'] : codes.split(';')).reduce(
    (before, code) => (/^(0|22|39)$/.test(code) ? [] : [...before, code]),
    style,
  );

const charactersOf = (text, style) => [...text].map((character) => ({ character, style }));

/** Characters of equal style together. */
const spansOf = (line) =>
  line.reduce((spans, { character, style }) => {
    const last = spans.at(-1);
    if (last?.style.join() !== style.join()) return [...spans, { text: character, style }];
    last.text += character;
    return spans;
  }, []);

/** A line that is too long goes on in the next row. */
const rowsOf = (line, columns) =>
  Array.from({ length: Math.max(1, Math.ceil(line.length / columns)) }, (_, row) =>
    line.slice(row * columns, (row + 1) * columns),
  );

/**
 * @param columns characters of a row
 * @param chunks of output with when they came: `{ atMs, text }`
 * @returns a line each: `atMs`, and its `spans` of `text` in a `style` (the codes of its colours)
 */
exports.terminalLines = (chunks, columns) => {
  const lines = [];
  let [line, style, isReturned] = [[], [], false];
  for (const { atMs, text } of chunks)
    for (const [part, codes, verb] of text.matchAll(parts)) {
      if (verb === 'm') style = nextStyle(style, codes);
      else if (part === '\r') isReturned = true;
      else if (part === '\n') {
        lines.push(...rowsOf(line, columns).map((row) => ({ atMs, spans: spansOf(row) })));
        [line, isReturned] = [[], false];
      } else {
        // What comes after a return is written over the line: whole, as our programs do.
        if (isReturned || verb === 'K') [line, isReturned] = [[], false];
        if (verb === undefined) line = [...line, ...charactersOf(part, style)];
      }
    }
  return lines;
};
