import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fixture } from './containers';

const answerMs = 20_000;

/** Why there is no Docker engine to test with; undefined where one answers. */
export function engineMissing(): string | undefined {
  const { error, status, stderr } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeout: answerMs,
    encoding: 'utf8',
  });
  return status === 0 ? undefined : (error?.message ?? stderr).trim().split('\n').at(-1);
}

export const docker = (...args: readonly string[]): string =>
  execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** Makes an image of the fixture's container: this Node with the libraries that it needs, from no registry. */
export function importImage(name: string): void {
  const root = mkdtempSync(join(tmpdir(), 'image-'));
  const put = (from: string, to: string): void => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(from, join(root, to));
  };
  try {
    const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const library of libraries) put(library, library);
    put(process.execPath, '/node');
    put(fixture('container.cjs'), '/container.cjs');
    const archive = execFileSync('tar', ['--directory', root, '--create', '.'], { maxBuffer: 2 ** 30 });
    const change = ['--change', 'ENV HOST=0.0.0.0', '--change', 'ENTRYPOINT ["/node", "/container.cjs"]'];
    execFileSync('docker', ['import', ...change, '-', name], { input: archive, stdio: ['pipe', 'ignore', 'pipe'] });
  } finally {
    rmSync(root, { recursive: true });
  }
}
