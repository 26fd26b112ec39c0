import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluatedModels, evaluatedSettings, experiments, runExperiments, writeReport } from '@harmonybatch/evaluation';
import type { EvaluationContext, Experiment } from '@harmonybatch/evaluation';
import { csvOf } from '../src/report/write-report';
import { htmlReport } from '../src/report/html';
import { svgPlot } from '../src/report/svg-plot';

const hostile = '<script>alert("1")</script>';
const context: EvaluationContext = {
  models: evaluatedModels.filter(({ name }) => name === 'vgg19'),
  settings: evaluatedSettings,
  instances: 2,
  requests: 50,
  seed: 4,
  traces: { app1: [30, 0, 60], app2: [5, 5, 5] },
  onProgress: () => undefined,
};
/** For what goes through hundreds of rates at every price book: those of idle time take a minute. */
const atOneBooksPrices = {
  ...context,
  settings: evaluatedSettings.filter(({ prices }) => prices.name === 'prototype-2023-cny'),
};
const example = (name: string): Experiment => ({
  id: 'example',
  title: name,
  question: name,
  plots: [
    {
      kind: 'line',
      id: 'p',
      title: 'A plot',
      xLabel: 'rate (req/s)',
      yLabel: 'cost',
      series: [
        {
          name: 'first line',
          points: [
            [1, 2],
            [2, null],
            [3, 4],
          ],
        },
      ],
    },
  ],
  tables: [
    {
      id: 't',
      title: name,
      columns: ['a', 'b'],
      rows: [
        [name, 1],
        ['x', null],
      ],
    },
  ],
  notes: [name],
});

it('CSV quotes what needs it and leaves nothing for null', () => {
  const table = {
    id: 't',
    title: '',
    columns: ['a', 'b,c'],
    rows: [
      ['say "hi"', null],
      ['two\nlines', 1.5],
    ],
  };
  expect(csvOf(table)).toBe('a,"b,c"\r\n"say ""hi""",\r\n"two\nlines",1.5\r\n');
});

it('the page escapes what it shows and needs nothing beside itself', () => {
  const page = htmlReport(hostile, [hostile], [example(hostile)]);
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  expect(page).not.toContain('@import');
});

it.each([
  ['a line plot', example('x').plots[0]!],
  [
    'a bar plot',
    {
      kind: 'bar',
      id: 'b',
      title: 'Bars',
      xLabel: '',
      yLabel: 'cost',
      categories: ['vgg19', 'bert'],
      series: [{ name: 'first line', values: [1, null] }],
    },
  ],
] as const)('%s names its series and its axes', (_what, plot) => {
  const svg = svgPlot(plot);
  expect(svg.startsWith('<svg')).toBe(true);
  for (const words of ['first line', plot.yLabel, plot.title]) expect(svg).toContain(words);
});

it.each(Object.keys(experiments))(
  'the experiment %s gives a table of finite numbers',
  async (name) => {
    const [experiment] = await runExperiments(name === 'gpu-pays' ? atOneBooksPrices : context, [name]);
    const cells = experiment!.tables.flatMap(({ rows }) => rows.flat());
    expect(cells.length).toBeGreaterThan(0);
    for (const cell of cells) if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true);
    for (const { columns, rows } of experiment!.tables) {
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  },
  600_000,
);

it('a report is a page, a JSON file, and a CSV file a table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
  const page = writeReport(folder, 'Title', [], [example('plain')]);
  expect(readFileSync(page, 'utf8')).toContain('<h2>plain</h2>');
  expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toMatchObject({ title: 'Title' });
  expect(readdirSync(join(folder, 'csv'))).toEqual(['example-t.csv']);
  rmSync(folder, { recursive: true });
});
