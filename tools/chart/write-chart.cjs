/** Writes what of the chart follows from the programs and from its values: `npm run build && npm run docs:chart`. */
const { execFileSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const prettier = require('prettier');
const { environmentSchema } = require('./environment-schema.cjs');
const { strimziArguments, strimziHeader } = require('./strimzi-arguments.cjs');
const { valuesTable } = require('./values-table.cjs');

const root = join(__dirname, '..', '..');
const chart = join(root, 'deploy', 'helm', 'harmonybatch');
const examples = join(root, 'deploy', 'helm', 'examples');
const program = join(root, 'apps', 'cli', 'bin', 'harmonybatch.cjs');

async function writeFormatted(path, text) {
  const style = await prettier.resolveConfig(path);
  writeFileSync(path, await prettier.format(text, { ...style, filepath: path }));
}

async function rewrite(name, change) {
  const path = join(chart, name);
  await writeFormatted(path, change(readFileSync(path, 'utf8')));
}

async function write() {
  const ofPrograms = environmentSchema((project, file) => require(join(root, project, 'dist', file)));
  await rewrite('values.schema.json', (text) => {
    const schema = JSON.parse(text);
    return JSON.stringify({ ...schema, definitions: { ...schema.definitions, ...ofPrograms } });
  });
  const users = execFileSync(process.execPath, [program, ...strimziArguments], { encoding: 'utf8' });
  await writeFormatted(join(examples, 'strimzi-users.yaml'), `${strimziHeader}${users}`);
  const table = valuesTable(readFileSync(join(chart, 'values.yaml'), 'utf8'));
  await rewrite('README.md', (text) =>
    text.replace(
      /(<!-- values -->)[\s\S]*(<!-- end of values -->)/,
      (_, begin, end) => `${begin}\n\n${table}\n\n${end}`,
    ),
  );
}

void write();
