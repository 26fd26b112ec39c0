import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as telemetry from '@harmonybatch/telemetry';
import { root } from './documents';
import { metricsPage } from './metrics-page.cjs';

/** Padding and dashes of tables are Prettier's. */
const words = (text: string): string => text.replace(/-{3,}/g, '-').replace(/\s+/g, ' ');

it('docs/reference/metrics.md holds every metric; if not, run: npm run build && npm run docs:metrics', () => {
  expect(words(readFileSync(join(root, 'docs', 'reference', 'metrics.md'), 'utf8'))).toBe(
    words(metricsPage(telemetry)),
  );
});

/** Pages, rules, dashboards and charts; the change log speaks of what was. */
const readers = execFileSync('git', ['ls-files', '*.md', 'deploy', 'docker-compose.yml'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((path) => path !== 'CHANGELOG.md' && lstatSync(join(root, path)).isFile());
const declared = new Set<string>(
  Object.values(telemetry.metricsOfService).flatMap((metrics) => metrics.map(({ name }) => name)),
);
const isDeclared = (name: string): boolean =>
  declared.has(name) || declared.has(name.replace(/_(bucket|sum|count)$/, ''));

/** Between colons stands what a rule records. */
it('whoever reads a metric reads one that is there', () => {
  const named = readers.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return [...text.matchAll(/(?<![\w:])harmonybatch_[a-z]\w*\b(?!:)/g)].map(([name]) => ({ path, name }));
  });
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter(({ name }) => !isDeclared(name))).toEqual([]);
});
