/** Writes what of the chart follows from the programs and from its values: `npm run build && npm run docs:chart`. */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');
const { environmentSchema } = require('./environment-schema.cjs');
const { valuesTable } = require('./values-table.cjs');

const root = join(__dirname, '..', '..');
const chart = join(root, 'deploy', 'helm', 'harmonybatch');

async function rewrite(name, change) {
  const path = join(chart, name);
  const style = await prettier.resolveConfig(path);
  writeFileSync(path, await prettier.format(change(readFileSync(path, 'utf8')), { ...style, filepath: path }));
}

async function write() {
  const ofPrograms = environmentSchema((project, file) => require(join(root, project, 'dist', file)));
  await rewrite('values.schema.json', (text) => {
    const schema = JSON.parse(text);
    return JSON.stringify({ ...schema, definitions: { ...schema.definitions, ...ofPrograms } });
  });
  const table = valuesTable(readFileSync(join(chart, 'values.yaml'), 'utf8'));
  await rewrite('README.md', (text) =>
    text.replace(
      /(<!-- values -->)[\s\S]*(<!-- end of values -->)/,
      (_, begin, end) => `${begin}\n\n${table}\n\n${end}`,
    ),
  );
}

void write();
