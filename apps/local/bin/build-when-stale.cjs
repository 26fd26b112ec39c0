/** Builds what of the workspace is older than its sources. */
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const isSource = (name) => /\.(ts|tsx|css|svg|lua|json)$/.test(name);

function newestMs(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs), 0);
}

/** Whether pages are bundled of it, by Vite, rather than programs compiled. */
const isBundled = (project) => existsSync(join(project, 'vite.config.mts'));

/** What every build of a project writes anew. */
const stampOf = (project) => join(project, 'dist', isBundled(project) ? 'index.html' : 'tsconfig.tsbuildinfo');

function isStale(project) {
  const stamp = stampOf(project);
  return !existsSync(stamp) || newestMs(join(project, 'src')) > statSync(stamp).mtimeMs;
}

/** Every folder of `apps` and `libs` with a tsconfig.json of its own. */
const projectsOf = (root) =>
  ['libs', 'apps']
    .flatMap((layer) => readdirSync(join(root, layer)).map((name) => join(root, layer, name)))
    .filter((project) => existsSync(join(project, 'tsconfig.json')) && existsSync(join(project, 'src')));

/** The projects that were changed since they were built, or never were: those to compile, and those to bundle. */
function staleProjects(root) {
  const stale = projectsOf(root).filter(isStale);
  return { compiled: stale.filter((project) => !isBundled(project)), bundled: stale.filter(isBundled) };
}

const run = (program, args, cwd) =>
  spawnSync(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 2, 2] }).status === 0;

/** By the name that it is called by, whatever its package is called. */
const compilerIn = (root) => join(root, 'node_modules', '.bin', 'tsc');

/** Whether all is built now; says on stderr what it does, and what compiler and bundler say. */
function buildWhenStale(root) {
  const { compiled, bundled } = staleProjects(root);
  if (compiled.length + bundled.length === 0) return true;
  process.stderr.write('building… (the sources are newer than what was made of them)\n');
  const compiler = compilerIn(root);
  const bundler = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(compiler) || !existsSync(bundler)) {
    process.stderr.write('TypeScript or Vite is not installed here. Run: npm ci\n');
    return false;
  }
  const isBuilt =
    (compiled.length === 0 || run(compiler, ['--build'], root)) &&
    bundled.every((project) => run(bundler, ['build', '--logLevel', 'warn'], project));
  if (!isBuilt) process.stderr.write('The build failed; see the errors above.\n');
  return isBuilt;
}

module.exports = { buildWhenStale, compilerIn, staleProjects };
