import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(__dirname, '..', '..', '..');
const command = join(root, 'apps', 'cli', 'bin', 'harmonybatch.cjs');

/**
 * Runs the command `harmonybatch`, and reads the JSON on its standard output.
 * @param env what it finds beside our own environment
 */
export function harmonybatch<T>(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += String(chunk)));
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(text) as T) : reject(new Error(`harmonybatch ${args[0]}: exit ${code}`)),
    );
  });
}
