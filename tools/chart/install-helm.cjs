/** Finds Helm, or builds it once with Go, and fetches the types that rendered objects are checked against. */
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

const version = 'v3.22.0';
const folder = join(process.env.HARMONYBATCH_CACHE_DIR ?? join(homedir(), '.cache', 'harmonybatch'), 'helm', version);
const helm = join(folder, 'helm');
const schemas = join(__dirname, 'schemas');

const say = (text) => process.stderr.write(`${text}\n`);

function go() {
  const places = ['go', '/usr/local/go/bin/go'];
  const found = places.find((place) => {
    try {
      return execFileSync(place, ['version']).length > 0;
    } catch {
      return false;
    }
  });
  if (found === undefined)
    throw new Error('The chart is rendered by Helm, which is built with Go: install Go 1.26 or later.');
  return found;
}

module.exports = () => {
  if (!existsSync(helm)) {
    say(`building Helm ${version} into ${folder}, which takes some minutes, once`);
    const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' };
    execFileSync(go(), ['install', `helm.sh/helm/v3/cmd/helm@${version}`], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  if (!existsSync(join(schemas, 'node_modules')))
    execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', schemas], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.env.HARMONYBATCH_HELM = helm;
};
