import { readFileSync } from 'node:fs';
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
