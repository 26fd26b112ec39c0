import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { watchdog } from '../process/watchdog';

/** Told in plain words what goes on; each call is one line for a person. */
export type OnProgress = (message: string) => void;

const attempts = 3;
const keptLines = 15;
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const timeouts = [
  '-Daether.connector.connectTimeout=20000',
  '-Daether.connector.requestTimeout=60000',
  '-Dmaven.wagon.http.connectionTimeout=20000',
  '-Dmaven.wagon.http.readTimeout=60000',
];
const downloaded = /^(?:\[INFO\] )?Downloaded from [^:]*: \S*\/(\S+\.jar) \(([^)]*)\)/;

function runOnce(args: readonly string[], onProgress: OnProgress): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'], env: process.env });
    const { pid } = child;
    if (pid !== undefined) watchdog.watch(pid);
    const lines: string[] = [];
    const keep = (line: string): void => {
      const jar = downloaded.exec(line);
      if (jar) onProgress(`fetched ${jar[1]} (${jar[2]})`);
      else if (!line.includes('Download')) lines.push(line);
    };
    createInterface({ input: child.stdout }).on('line', keep);
    createInterface({ input: child.stderr }).on('line', keep);
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => {
      if (pid !== undefined) watchdog.forget(pid);
      const errors = lines.filter((line) => line.startsWith('[ERROR]'));
      resolve(code === 0 ? undefined : (errors.length > 0 ? errors : lines).slice(-keptLines).join('\n'));
    });
  });
}

/**
 * Runs one goal of Maven's dependency plugin on a pom, again where the network fails.
 * @throws Error with Maven's last words after the last attempt.
 */
export async function runDependencyPlugin(
  goal: string,
  pomFile: string,
  properties: readonly string[],
  onProgress: OnProgress,
): Promise<void> {
  const args = ['-B', '-f', pomFile, `${dependencyPlugin}:${goal}`, ...properties, ...timeouts];
  for (let attempt = 1; ; attempt++) {
    const failure = await runOnce(args, onProgress);
    if (failure === undefined) return;
    if (attempt === attempts)
      throw new Error(`Maven could not fetch what is needed (mvn ${args.join(' ')}):\n${failure}`);
    onProgress(`Maven failed; attempt ${attempt + 1} of ${attempts}`);
  }
}
