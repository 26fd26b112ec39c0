import { terminalSvg } from './svg.cjs';
import { terminalLines } from './terminal-lines.cjs';

const columns = 12;

const textsOf = (...texts: string[]): string[] =>
  terminalLines(
    texts.map((text, at) => ({ atMs: at * 100, text })),
    columns,
  ).map(({ spans }) => spans.map(({ text }) => text).join(''));

describe('the lines of a terminal', () => {
  it('are told when they are finished, whatever the chunks', () => {
    expect(
      terminalLines(
        ['on', 'e\r\ntw', 'o\r\n'].map((text, at) => ({ atMs: at, text })),
        columns,
      ),
    ).toEqual([
      { atMs: 1, spans: [{ text: 'one', style: [] }] },
      { atMs: 2, spans: [{ text: 'two', style: [] }] },
    ]);
  });

  it('are what was written last where a line is rewritten', () => {
    expect(textsOf('10 %\r20 %', '\r\u001b[K30 %\n')).toEqual(['30 %']);
    expect(textsOf('waiting\r\u001b[K\r\ndone\r\n')).toEqual(['', 'done']);
  });

  it('go on in the next row where they are too long', () => {
    expect(textsOf('twelve chars and more\n')).toEqual(['twelve chars', ' and more']);
  });

  it('keep colours', () => {
    const [line] = terminalLines([{ atMs: 0, text: 'a \u001b[1m\u001b[32mgood\u001b[39m one\n' }], columns);
    expect(line?.spans).toEqual([
      { text: 'a ', style: [] },
      { text: 'good', style: ['1', '32'] },
      { text: ' one', style: [] },
    ]);
  });
});

describe('the picture', () => {
  const lines = terminalLines(
    [
      { atMs: 0, text: 'a < b & c\n' },
      { atMs: 60_000, text: 'late\n' },
      { atMs: 60_100, text: 'last\n' },
    ],
    columns,
  );
  const svg = terminalSvg(lines, { columns, rows: 2 });

  it('shows what was written, as text', () => expect(svg).toContain('a &lt; b &amp; c'));

  it('does not wait where nothing happens: a pause of a minute takes less than a second', () => {
    expect(svg).toContain('animation: 9800ms');
  });

  it('ends with the last rows, for whom motion disturbs as well', () => {
    expect(svg).toContain('100% { transform: translateY(-18px) }');
    expect(svg).toContain('prefers-reduced-motion');
  });
});
