/** `npx nx generate ./tools/generators:strategy NAME`: a strategy that plans every app alone, ready to become another. */
const { join } = require('node:path');
const { generateFiles } = require('@nx/devkit');

const list = 'libs/planning/src/grouping/strategy.ts';
const lastImport = "import type { SearchLimit } from './search-limit';\n";
const firstEntry = 'const keepingSlos: Readonly<Record<string, Strategy>> = {\n';

const identifierOf = (name) => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** Puts `text` behind `anchor`, which has to be in the list of strategies. */
function behind(content, anchor, text) {
  if (!content.includes(anchor)) throw new Error(`${list} has no longer the line ${JSON.stringify(anchor.trim())}`);
  return content.replace(anchor, anchor + text);
}

/** The new one comes last: the first is what is listed first. */
function register(content, name, identifier) {
  const start = content.indexOf(firstEntry);
  const end = content.indexOf('\n};\n', start);
  if (start < 0 || end < 0) throw new Error(`${list} has no list of strategies`);
  const key = name === identifier ? name : `'${name}'`;
  const entry = `\n  ${key}: { groups: ${identifier}, tightestSloSeconds },`;
  const listed = content.slice(0, end) + entry + content.slice(end);
  return behind(listed, lastImport, `import { ${identifier} } from './${name}';\n`);
}

module.exports = function generateStrategy(tree, { name }) {
  const identifier = identifierOf(name);
  const before = tree.read(list, 'utf8');
  const source = `libs/planning/src/grouping/${name}.ts`;
  if (tree.exists(source) || new RegExp(`^  '?${name}'?: \\{`, 'm').test(before))
    throw new Error(`there is a strategy ${name} already`);
  tree.write(list, register(before, name, identifier));
  generateFiles(tree, join(__dirname, 'files', 'source'), 'libs/planning/src/grouping', { name, identifier });
  generateFiles(tree, join(__dirname, 'files', 'test'), 'libs/planning/test', { name, identifier });
};
