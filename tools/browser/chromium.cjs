/** Finds a Chromium, or installs Debian's where that may be done. Nothing is downloaded past the system's packages. */
const { execFileSync } = require('node:child_process');
const { accessSync, constants } = require('node:fs');
const { delimiter, join } = require('node:path');

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const say = (text) => process.stderr.write(`${text}\n`);

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser that CHROMIUM_PATH names, or the first on PATH; undefined where there is none. */
function findChromium(env = process.env) {
  const named = env.CHROMIUM_PATH;
  if (named) {
    if (!isProgram(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is no program: mend it, or unset it.`);
    return named;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** Finds the browser of the tests, or installs it. @returns its path */
function chromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined)
    throw new Error(
      'The tests of the console need Chromium or Chrome, and only root on a system with apt-get can install it here: ' +
        'run "apt-get install chromium" as root, or set CHROMIUM_PATH to a browser that is there.',
    );
  say("installing chromium, the browser of the console's tests, once");
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  const installed = findChromium();
  if (installed === undefined) throw new Error('apt-get installed chromium, and no program of that name is on PATH.');
  return installed;
}

const findProgram = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);

module.exports = { chromium, findChromium };
