/** Compiles the workspace where a source is newer than what was last compiled from it. */
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const isSource = (name) => name.endsWith('.ts') || name.endsWith('.lua') || name.endsWith('.json');

function newestMs(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs), 0);
}

function isStale(project) {
  const stamp = join(project, 'dist', 'tsconfig.tsbuildinfo');
  return !existsSync(stamp) || newestMs(join(project, 'src')) > statSync(stamp).mtimeMs;
}

/** Every folder of `apps` and `libs` with a tsconfig.json of its own. */
const projectsOf = (root) =>
  ['libs', 'apps']
    .flatMap((layer) => readdirSync(join(root, layer)).map((name) => join(root, layer, name)))
    .filter((project) => existsSync(join(project, 'tsconfig.json')) && existsSync(join(project, 'src')));

/** Whether all is compiled now; says on stderr what it does, and what the compiler says. */
module.exports = function buildWhenStale(root) {
  if (!projectsOf(root).some(isStale)) return true;
  process.stderr.write('building… (the sources are newer than what was compiled from them)\n');
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    process.stderr.write('TypeScript is not installed here. Run: npm ci\n');
    return false;
  }
  const result = spawnSync(process.execPath, [compiler, '--build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) process.stderr.write('The build failed; see the errors above.\n');
  return result.status === 0;
};
