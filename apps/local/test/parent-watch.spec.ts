import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const script = join(__dirname, 'fixtures', 'watching-child.cjs');
/** Keeps its child's output as its own and stays, as a package manager does. */
const runner = `const { spawn } = require('node:child_process');
spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' });
setInterval(() => undefined, 60_000);`;

const start = (env: NodeJS.ProcessEnv, ...command: string[]): ChildProcess =>
  spawn(process.execPath, ['-e', runner, ...command], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Resolves with each line in turn. */
async function* linesOf({ stdout }: ChildProcess): AsyncGenerator<string> {
  if (stdout) yield* createInterface(stdout);
}

test.each([
  ['its parent', {}, [process.execPath, script]],
  [
    'the package manager that runs it through a shell',
    { npm_lifecycle_event: 'start' },
    ['sh', '-c', `"${process.execPath}" "${script}"; true`],
  ],
])('%s is missed, though killed by -9', async (_, env, command) => {
  const parent = start(env, ...command);
  const lines = linesOf(parent);
  expect((await lines.next()).value).toBe('watching');
  parent.kill('SIGKILL');
  expect((await lines.next()).value).toBe('gone');
});
