/** `npm run docs:terminal`: records a run of this machine as docs/terminal.svg. */
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { terminalSvg } = require('./svg.cjs');
const { terminalLines } = require('./terminal-lines.cjs');

const root = join(__dirname, '..', '..');
const size = { columns: 132, rows: 30 };

const help = `Runs a command on a terminal of its own and writes what it showed as an animated picture. Needs script, of util-linux.

  npm run docs:terminal                              npm start -- --once, into docs/terminal.svg
  npm run docs:terminal -- --out FILE -- COMMAND     another one
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(root, 'docs', 'terminal.svg') },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const command = positionals.length > 0 ? positionals.join(' ') : 'npm start --silent -- --once';

/** CI says to programs that lines are not to be rewritten; colours stay. */
function record() {
  const chunks = [{ atMs: 0, text: `$ ${command.replace(' --silent', '')}\n` }];
  const typed = `stty cols ${size.columns}; ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--command', typed, '/dev/null'], {
    cwd: root,
    env: { ...process.env, TERM: 'xterm', CI: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const startMs = performance.now();
  child.stdout.setEncoding('utf8').on('data', (text) => chunks.push({ atMs: performance.now() - startMs, text }));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0 ? resolve(chunks) : reject(new Error(`${command} ended with ${status}`)),
    );
  });
}

async function main() {
  writeFileSync(values.out, terminalSvg(terminalLines(await record(), size.columns), size));
  process.stdout.write(`${values.out}\n`);
}

if (values.help) process.stdout.write(help);
else void main();
