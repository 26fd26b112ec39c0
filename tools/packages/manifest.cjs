/** The package.json of a package as it is installed elsewhere: no workspace, no sources. */
const { isOurs, neededBy, packageOf, release } = require('./workspace-packages.cjs');

const common = { version: release.version, license: release.license, engines: release.engines };

/** Ours by the version of this release, all others as they are pinned. */
const pinned = (dependencies = {}) =>
  Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => [name, isOurs(name) ? release.version : range]),
  );

/** Entry points without the condition under which this repository reads sources. */
const built = (exported) =>
  exported &&
  Object.fromEntries(
    Object.entries(exported).map(([path, { '@harmonybatch/source': _source, ...rest }]) => [path, rest]),
  );

/** Of a library: it needs our others in the same version. */
const libraryManifest = (name) => {
  const { main, types, bin, exports: entries, dependencies } = packageOf(name).manifest;
  return { name, ...common, main, types, bin, exports: built(entries), dependencies: pinned(dependencies) };
};
exports.libraryManifest = libraryManifest;

/**
 * Of what is installed alone: it brings our other packages along, and needs what they need.
 * @param own packages of others that it has for itself, whatever else is installed; they need none themselves
 */
exports.wholeManifest = (name, own = []) => {
  const ours = neededBy(name);
  const needed = [...ours, name].map((one) => pinned(packageOf(one).manifest.dependencies));
  const dependencies = Object.assign({}, ...needed);
  return { ...libraryManifest(name), dependencies, bundleDependencies: [...ours, ...own] };
};
