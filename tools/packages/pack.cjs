/** Packs what others install without this repository. */
const { execFileSync } = require('node:child_process');
const { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');
const { libraryManifest, wholeManifest } = require('./manifest.cjs');
const { isOurs, packageOf, root } = require('./workspace-packages.cjs');

/** Some need each other in one version; the others are installed alone, and bring the libraries that they need along. */
const products = {
  '@harmonybatch/model': libraryManifest,
  '@harmonybatch/planning': libraryManifest,
  '@harmonybatch/client': (name) => wholeManifest(name, ['kafkajs']),
  '@harmonybatch/cli': wholeManifest,
};

const leftOut = new Set(['src', 'test', 'node_modules', 'package.json', 'tsconfig.json']);

/** What runs, as it was built; maps would point to sources that are not there. */
const isPacked = (from) => !leftOut.has(basename(from)) && !/\.(map|tsbuildinfo)$/.test(from);

function stage(name, manifest, to) {
  const { path } = packageOf(name);
  if (!existsSync(join(path, 'dist'))) throw new Error(`${name} is not built: npm run build`);
  cpSync(path, to, { recursive: true, filter: (from) => from === path || isPacked(from) });
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function stageProduct(name, manifest, to) {
  stage(name, manifest, to);
  for (const other of manifest.bundleDependencies ?? []) {
    const inside = join(to, 'node_modules', other);
    if (isOurs(other)) stage(other, libraryManifest(other), inside);
    else cpSync(join(root, 'node_modules', other), inside, { recursive: true });
  }
}

/** One file of a product. @returns its path and what is in it */
function packProduct(name, manifestOf, folder) {
  const staged = mkdtempSync(join(tmpdir(), 'harmonybatch-pack-'));
  try {
    stageProduct(name, manifestOf(name), staged);
    const told = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: staged,
      encoding: 'utf8',
    });
    const [{ filename, size, entryCount }] = JSON.parse(told);
    return { name, file: join(folder, filename), bytes: size, files: entryCount };
  } finally {
    rmSync(staged, { recursive: true });
  }
}

/**
 * Packs every product into a folder, which is emptied first.
 * @returns of each its name, its file, and how large it is
 * @throws Error where something is not built
 */
exports.packAll = (folder) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return Object.entries(products).map(([name, manifestOf]) => packProduct(name, manifestOf, folder));
};
