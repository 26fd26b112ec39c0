/** Writes the pages of docs/reference out of the built programs: `npm run build && npm run docs:reference`. */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');
const { pages } = require('./reference/pages.cjs');

const root = join(__dirname, '..', '..');
const folder = join(root, 'docs', 'reference');
const { version } = require(join(root, 'package.json'));

async function write([name, make]) {
  const target = join(folder, name);
  const text = make((project, file) => require(join(root, project, 'dist', file)), version);
  const style = await prettier.resolveConfig(target);
  writeFileSync(target, await prettier.format(text, { ...style, filepath: target }));
}

void Promise.all(Object.entries(pages).map(write));
