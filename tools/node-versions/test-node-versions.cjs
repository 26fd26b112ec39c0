/** `npm run test:node-versions`: the unit tests on each version of Node that is said to work. */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { fetchNode, nodeVersions, versionOf, withNode } = require('./fetch-node.cjs');

const root = join(__dirname, '..', '..');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

const help = `Runs the unit tests on each version of Node that is said to work, fetched from npm once (60 MB each).

  npm run test:node-versions                    ${nodeVersions.join(', ')}
  npm run test:node-versions -- 22 24.1.0       these
  npm run test:node-versions -- --json          the results as JSON on stdout, all else on stderr

Exit status 0 where all passed on all of them.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
});

function testOn(version) {
  const programs = fetchNode(version);
  const startMs = performance.now();
  const { status } = spawnSync('node', [jest, '--selectProjects', 'unit', '--maxWorkers=100%', '--silent'], {
    cwd: root,
    env: withNode(programs),
    stdio: ['ignore', 2, 2],
  });
  return { node: versionOf(programs), passed: status === 0, seconds: Math.round((performance.now() - startMs) / 1000) };
}

const line = ({ node, passed, seconds }) =>
  `${passed ? '✓' : '✗'} Node ${node}: unit tests ${passed ? 'pass' : 'fail'}, ${seconds} s`;

function main() {
  const results = (positionals.length > 0 ? positionals : nodeVersions).map(testOn);
  process.stdout.write(`${values.json ? JSON.stringify(results, null, 2) : results.map(line).join('\n')}\n`);
  if (results.some(({ passed }) => !passed)) process.exitCode = 1;
}

if (values.help) process.stdout.write(help);
else main();
