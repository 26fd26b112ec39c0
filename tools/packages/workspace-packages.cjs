/** The packages of this repository, and which of them each needs. */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
exports.root = root;

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** What all packages have in common: version, license, supported versions of Node. */
exports.release = read(join(root, 'package.json'));

const packagesIn = (folder) =>
  readdirSync(join(root, folder))
    .map((name) => join(root, folder, name))
    .filter((path) => existsSync(join(path, 'package.json')))
    .map((path) => ({ path, manifest: read(join(path, 'package.json')) }));

/** By name: where it is and its package.json. */
const workspacePackages = new Map(['libs', 'apps'].flatMap(packagesIn).map((one) => [one.manifest.name, one]));

/** @throws Error where there is none of that name */
exports.packageOf = (name) => {
  const found = workspacePackages.get(name);
  if (found === undefined) throw new Error(`no workspace is named ${name}`);
  return found;
};

const isOurs = (name) => workspacePackages.has(name);
exports.isOurs = isOurs;

/** Names of our packages that one needs, directly or not, itself left out. */
exports.neededBy = (name) => {
  const seen = new Set();
  const visit = (one) =>
    Object.keys(exports.packageOf(one).manifest.dependencies ?? {})
      .filter((other) => isOurs(other) && !seen.has(other))
      .forEach((other) => visit(seen.add(other) && other));
  visit(name);
  return [...seen].sort();
};
