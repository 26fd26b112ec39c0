/** Writes docs/variables.md out of the built programs: `npm run build && npm run docs:variables`. */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');
const { variablesPage } = require('./variables-page.cjs');

const root = join(__dirname, '..', '..');
const target = join(root, 'docs', 'variables.md');

async function write() {
  const page = variablesPage((project, file) => require(join(root, project, 'dist', file)));
  const style = await prettier.resolveConfig(target);
  writeFileSync(target, await prettier.format(page, { ...style, parser: 'markdown' }));
}

void write();
