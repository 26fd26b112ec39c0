/**
 * Checks the rules of Prometheus and plays their tests with promtool, and reads the dashboards as Grafana's own types have them:
 * `npm run test:monitoring`. Exits with 0 where all hold, with 1 where one does not, with 3 where there is no promtool or no Go.
 */
const { spawnSync } = require('node:child_process');
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const monitoring = join(__dirname, '..', '..', 'deploy', 'monitoring');
const prometheus = join(monitoring, 'prometheus');
const filesIn = (...path) => readdirSync(join(...path)).map((file) => join(...path, file));

const promtool = (...args) => ({ command: 'promtool', args });
const checks = () => [
  promtool('check', 'config', '--syntax-only', join(prometheus, 'prometheus.yml')),
  promtool('check', 'rules', ...filesIn(prometheus, 'rules')),
  promtool('test', 'rules', ...filesIn(prometheus, 'tests'), ...filesIn(__dirname, 'recorded')),
  {
    command: 'go',
    args: ['run', '.', ...filesIn(monitoring, 'grafana', 'dashboards')],
    folder: join(__dirname, 'dashboard-check'),
  },
];

const needed = [
  ['promtool', '--version', 'apt-get install prometheus, or the archive from prometheus.io/download'],
  ['go', 'version', 'apt-get install golang, or the archive from go.dev/dl'],
];

function run() {
  const missing = needed.filter(([command, version]) => spawnSync(command, [version]).error !== undefined);
  for (const [command, , remedy] of missing) process.stderr.write(`${command} is not there: ${remedy}\n`);
  if (missing.length > 0) return 3;
  const failed = checks().filter(
    ({ command, args, folder }) => spawnSync(command, args, { stdio: 'inherit', cwd: folder }).status !== 0,
  );
  return failed.length === 0 ? 0 : 1;
}

if (process.argv.includes('--help'))
  process.stdout.write(
    'usage: npm run test:monitoring\n\nChecks and tests deploy/monitoring with promtool and with the types of Grafana.\n',
  );
else process.exitCode = run();
