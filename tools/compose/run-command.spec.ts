import { existsSync, mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../e2e/compose/src/engine/run-command';

describe('a command of the run', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'run-command-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const shell = (script: string, interruption?: AbortSignal): Promise<string> =>
    runCommand({ command: 'sh', args: ['-c', script], cwd: folder, logFile: join(folder, 'log'), interruption });

  it('resolves with what it said, and rejects with what went wrong', async () => {
    expect(await shell('echo said; echo log >&2')).toBe('said');
    await expect(shell('echo why >&2; exit 3')).rejects.toThrow(/ended with 3.*why/s);
    const absent = runCommand({ command: 'no-such-command', args: [], logFile: join(folder, 'log') });
    await expect(absent).rejects.toThrow('did not run');
  });

  it('has ended once its interruption is through', async () => {
    const interruption = new AbortController();
    const watcher = watch(folder, (_, file) => file === 'begun' && interruption.abort());
    const untilEnded = 'trap "touch ended; exit 9" TERM; touch begun; while :; do sleep 0.05; done';
    await expect(shell(untilEnded, interruption.signal)).rejects.toThrow('ended with 9');
    watcher.close();
    expect(existsSync(join(folder, 'ended'))).toBe(true);
  });

  it('is not begun once the run is given up', async () => {
    await expect(shell('touch begun', AbortSignal.abort())).rejects.toThrow('was not begun');
    expect(existsSync(join(folder, 'begun'))).toBe(false);
  });
});
