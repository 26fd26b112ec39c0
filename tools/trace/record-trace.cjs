/** `npm run docs:trace`: runs the proof of traces on this machine, and draws what its collector got as docs/trace.svg. */
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { traceLanes } = require('./trace-lanes.cjs');
const { traceSvg } = require('./trace-svg.cjs');

const root = join(__dirname, '..', '..');
const spec = 'e2e/test/traces.spec.ts';

const help = `Runs ${spec} (real services, a function that infers, a collector) and draws its trace. Needs what the tests need.

  npm run docs:trace                    into docs/trace.svg
  npm run docs:trace -- --out FILE      elsewhere
  npm run docs:trace -- --from FILE     what a run before kept under HARMONYBATCH_TRACE_FILE
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'docs', 'trace.svg') },
    from: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** What the test kept; it is not drawn where the test failed. */
function recordedNow() {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-trace-'));
  const file = join(folder, 'trace.json');
  try {
    const jest = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), spec, '--selectProjects', 'e2e', '--runInBand'];
    const env = { ...process.env, HARMONYBATCH_TRACE_FILE: file };
    const { status } = spawnSync(process.execPath, jest, { cwd: root, env, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error(`${spec} failed: nothing is drawn`);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(help);
else {
  const recorded = values.from === undefined ? recordedNow() : readFileSync(values.from, 'utf8');
  writeFileSync(values.out, traceSvg(traceLanes(JSON.parse(recorded))));
  process.stdout.write(`${values.out}\n`);
}
