/** Writes docs/reference/metrics.md out of the built catalogue: `npm run build && npm run docs:metrics`. */
const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const prettier = require('prettier');
const { metricsPage } = require('./metrics-page.cjs');

const root = join(__dirname, '..', '..');
const target = join(root, 'docs', 'reference', 'metrics.md');

async function write() {
  const page = metricsPage(require(join(root, 'libs', 'telemetry', 'dist', 'index.js')));
  const style = await prettier.resolveConfig(target);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await prettier.format(page, { ...style, parser: 'markdown' }));
}

void write();
