/** Other versions of Node, as npm has them: a package with the program alone, and no install script. */
const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

const cache = process.env.HARMONYBATCH_CACHE_DIR || join(homedir(), '.cache', 'harmonybatch');

/** The versions that the project says it runs on, oldest first. */
exports.nodeVersions = ['20', '22', '24'];

/**
 * Fetches a version of Node unless it is there.
 * @param version a major version or a whole one
 * @returns the folder of the program `node`, for a PATH
 * @throws Error where npm has none for this system
 */
exports.fetchNode = (version) => {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cache, 'node', version);
  const programs = join(folder, 'node_modules', name, 'bin');
  if (existsSync(join(programs, 'node'))) return programs;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`], {
    cwd: folder,
  });
  return programs;
};

/** The environment in which `node`, and whatever a program starts as `node`, is the one in this folder. */
exports.withNode = (programs) => ({ ...process.env, PATH: `${programs}:${process.env.PATH}` });

/** As it says itself, such as v22.1.0. */
exports.versionOf = (programs) => execFileSync(join(programs, 'node'), ['--version'], { encoding: 'utf8' }).trim();
