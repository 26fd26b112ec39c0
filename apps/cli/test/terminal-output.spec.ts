import * as figures from '../src/render/figures';
import { plainText, shortened } from '../src/render/plain-text';
import { renderPlan } from '../src/render/plan-table';
import { refusalText } from '../src/run-cli';
import { renderTable, widthOf } from '../src/render/table';
import { coloured, colourless, processTerminal } from '../src/render/terminal';
import { Refusal } from '../src/refusal';
import { progressLine } from '../src/replay/progress';

test('control characters and marks that reorder text are written out', () => {
  expect(plainText('a\u001b[31m\r\nb\u202ec')).toBe('a\\u{1b}[31m\\u{d}\\u{a}b\\u{202e}c');
  expect(shortened('abcdef', 4)).toBe('abc…');
});

test('figures', () => {
  expect(figures.perMillion(0.0000512)).toBe('51.20');
  expect(figures.milliseconds(1234.6)).toBe('1,235 ms');
  expect(figures.milliseconds(0.123)).toBe('0.12 ms');
  expect(figures.percent(0.99999)).toBe('99.99 %');
  expect(figures.percent(0.57)).toBe('57.00 %');
  expect(figures.money(0.000000123456)).toBe('0.0000001235');
  expect(figures.clock(3_727)).toBe('1:02:07');
  expect(figures.memory(2560)).toBe('2.5 GB');
  expect(figures.plural(1, 'app')).toBe('one app');
});

test('columns line up whatever is coloured', () => {
  const table = renderTable(
    [{ title: 'A' }, { title: 'B', align: 'right' }],
    [[coloured.red('xyz'), '1'], 'rule', ['x', '12']],
    colourless,
  );
  expect(table).toBe(`  A      B\n  ────────\n  ${coloured.red('xyz')}    1\n  ────────\n  x     12\n`);
  expect(widthOf(coloured.bold('abc'))).toBe(3);
});

const columns = [
  { title: 'Name' },
  { title: 'A long title', align: 'right' as const },
  { title: 'Number', align: 'right' as const },
];

test('a table that is wider than the terminal is folded, the head as the rows', () => {
  const rows = [['abcdefghijklm', '1', '1,000'], 'rule' as const, ['x', '', '']];
  expect(renderTable(columns, rows, { ...colourless, width: 31 })).toBe(
    [
      '  Name           A long title',
      '    Number',
      '  ───────────────────────────',
      '  abcdefghijklm             1',
      '     1,000',
      '  ───────────────────────────',
      '  x',
      '',
    ].join('\n'),
  );
});

test('a table that nearly fits has smaller gaps', () => {
  const table = renderTable(columns, [['a', 'b', 'c']], { ...colourless, width: 28 });
  expect(table.split('\n')[0]).toBe('  Name  A long title  Number');
});

test.each([20, 40, 80, 120])('no line of a table is wider than %d, however long its cells', (width) => {
  const rows = [
    ['x'.repeat(63), 'y'.repeat(300), '1'],
    ['', '', '2'],
  ];
  const table = renderTable(columns, rows, { ...colourless, width: Math.max(width, 22) });
  expect(Math.max(...table.split('\n').map(widthOf))).toBeLessThanOrEqual(Math.max(width, 22));
  expect(table.replace(/[^y]/g, '')).toHaveLength(300);
});

test('a plan shows each group once, its apps below each other', () => {
  const shown = renderPlan(
    {
      currency: 'CNY',
      costPerRequest: 6.01e-5,
      costPerSecond: 0.0021,
      planningMs: 2.13,
      groups: [
        {
          apps: [{ name: 'app1', sloMs: 500, rateHz: 5, timeoutMs: 0 }],
          function: { type: 'cpu', vcpu: 1.55, memoryMb: 2560 },
          batchSize: 1,
          latencyMs: { avg: 280.4, max: 298.1 },
          costPerRequest: 8e-5,
          meanBatchSize: 1,
        },
        {
          apps: [
            { name: 'app2', sloMs: 800, rateHz: 10, timeoutMs: 449.4 },
            { name: 'app3', sloMs: 1000, rateHz: 0.5, timeoutMs: 649.4 },
          ],
          function: { type: 'gpu', vcpu: 0.67, memoryMb: 4096, gpuMemoryMb: 2048 },
          batchSize: 14,
          latencyMs: { avg: 120.2, max: 350.6 },
          costPerRequest: 5.12e-5,
          meanBatchSize: 12.18,
        },
      ],
    },
    colourless,
  );
  expect(shown.split('\n')).toEqual([
    '  #   Function          Batch                     Runs for   App         SLO    Rate   May wait   CNY per million',
    '  ───────────────────────────────────────────────────────────────────────────────────────────────────────────────',
    '  1   CPU 1.55 vCPU     no batching           280 – 298 ms   app1     500 ms     5/s       0 ms             80.00',
    '      2.5 GB',
    '  ───────────────────────────────────────────────────────────────────────────────────────────────────────────────',
    '  2   GPU 2 GB          up to 14, mean 12.2   120 – 351 ms   app2     800 ms    10/s     449 ms             51.20',
    '      0.67 vCPU, 4 GB                                        app3   1,000 ms   0.5/s     649 ms',
    '',
    '  60.10 CNY per million requests, 0.0021 CNY per second',
    '  3 apps in 2 groups, planned in 2.13 ms',
    '',
  ]);
});

const progress = {
  elapsedSeconds: 30,
  totalSeconds: 60,
  sent: 1234,
  answered: 1200,
  withinSlo: 1194,
  inFlight: 34,
  rateHz: 58.26,
  replans: 2,
};

test('the line of progress, and what is left of it where there is little room', () => {
  expect(progressLine(progress, colourless, Infinity)).toBe(
    ' ━━━━━━━━━━────────── 0:30/1:00 · in SLO 99.50 % · 1,234 sent · 1,200 answered · 34 in flight · 58.3/s · 2 re-plans',
  );
  expect(progressLine(progress, coloured, 50).length).toBeGreaterThan(50);
  expect(widthOf(progressLine(progress, coloured, 50))).toBeLessThanOrEqual(50);
  expect(progressLine({ ...progress, answered: 0 }, colourless, Infinity)).toContain('in SLO –');
});

test('a refusal shows every problem on its own line, up to a limit', () => {
  const problems = Array.from({ length: 22 }, (_, at) => ({ field: `apps[${at}]`, message: 'is wrong\u0007' }));
  const lines = refusalText(new Refusal('No.', problems, 'Mend it.'), colourless).split('\n');
  expect(lines[0]).toBe('✗ No.');
  expect(lines[1]).toBe('  apps[0]: is wrong\\u{7}');
  expect(lines.slice(21)).toEqual(['  … and 2 more', '  Mend it.', '']);
});

test('no colours where the output is no terminal or NO_COLOR is set', () => {
  const stream = { isTTY: true, columns: 80 } as NodeJS.WriteStream;
  const processWith = (env: NodeJS.ProcessEnv, out = stream): NodeJS.Process =>
    ({ stdout: out, stderr: out, env }) as unknown as NodeJS.Process;
  expect(processTerminal(processWith({})).outStyle).toEqual({ ...coloured, width: 80 });
  expect(processTerminal(processWith({ NO_COLOR: '1' })).outStyle).toEqual({ ...colourless, width: 80 });
  expect(processTerminal(processWith({ TERM: 'dumb' })).live).toBe(false);
  expect(processTerminal(processWith({}, {} as NodeJS.WriteStream)).outStyle).toEqual(colourless);
});
