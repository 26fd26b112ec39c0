/** The table of values in the README of the chart, made from values.yaml: a comment that begins with `--` says what the value below is. */
const { parse } = require('yaml');

const valueAt = (values, path) => path.reduce((value, key) => value?.[key], values);

/** Paths with what their comments say, in the order of the file. */
function describedPaths(text) {
  const described = [];
  const parents = [];
  let comment = null;
  for (const line of text.split('\n')) {
    const [, said] = /^\s*# -- (.*)$/.exec(line) ?? [];
    const [, indent, key] = /^(\s*)([\w-]+):/.exec(line) ?? [];
    if (said !== undefined) comment = said;
    if (key === undefined) continue;
    parents.length = indent.length / 2;
    parents.push(key);
    if (comment !== null) described.push([[...parents], comment]);
    comment = null;
  }
  return described;
}

const cell = (text) => text.replaceAll('|', '\\|');

/** What ingest has too is described once, with what it is of ingest; it has all that several services have. */
const isRepeated = ([parent, service, ...rest], values) =>
  parent === 'services' && service !== 'ingest' && valueAt(values, ['services', 'ingest', ...rest]) !== undefined;

/**
 * @param text of values.yaml
 * @returns a Markdown table, not yet formatted
 */
exports.valuesTable = (text) => {
  const values = parse(text);
  const rows = describedPaths(text)
    .filter(([path]) => !isRepeated(path, values))
    .map(([path, said]) => {
      const name = path.join('.').replace(/^services\.ingest\b/, 'services.<service>');
      return `| \`${name}\` | ${cell(said)} | \`${cell(JSON.stringify(valueAt(values, path)))}\` |`;
    });
  return ['| value | meaning | default |', '| --- | --- | --- |', ...rows].join('\n');
};

exports.describedPaths = describedPaths;
