/**
 * Checks the rules of Prometheus and plays their tests with promtool: `npm run test:monitoring`. Exits with 0 where all hold, with 1
 * where one does not, with 3 where there is no promtool.
 */
const { spawnSync } = require('node:child_process');
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, '..', '..', 'deploy', 'monitoring', 'prometheus');
const filesIn = (name) => readdirSync(join(folder, name)).map((file) => join(folder, name, file));

const checks = [
  ['check', 'config', '--syntax-only', join(folder, 'prometheus.yml')],
  ['check', 'rules', ...filesIn('rules')],
  ['test', 'rules', ...filesIn('tests')],
];

if (process.argv.includes('--help')) {
  process.stdout.write(
    'usage: npm run test:monitoring\n\nChecks and tests deploy/monitoring/prometheus with promtool.\n',
  );
} else if (spawnSync('promtool', ['--version']).error !== undefined) {
  process.stderr.write(
    'promtool is not there: apt-get install prometheus, or the archive from prometheus.io/download\n',
  );
  process.exitCode = 3;
} else {
  const failed = checks.filter((args) => spawnSync('promtool', args, { stdio: 'inherit' }).status !== 0);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
