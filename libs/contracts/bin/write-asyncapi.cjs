/** Writes docs/asyncapi.json out of the built contracts: `npm run build && npm run docs:asyncapi`. */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');
const { asyncApiDocument } = require('../dist/index.js');

const root = join(__dirname, '..', '..', '..');
const target = join(root, 'docs', 'asyncapi.json');

async function write() {
  const { version } = require(join(root, 'package.json'));
  const style = await prettier.resolveConfig(target);
  writeFileSync(target, await prettier.format(JSON.stringify(asyncApiDocument(version)), { ...style, parser: 'json' }));
}

void write();
