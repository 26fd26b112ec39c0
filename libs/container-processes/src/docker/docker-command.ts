import { execFile } from 'node:child_process';

/** How long the engine may take for an answer, ms; containers run in calls of their own. */
const answerMs = 30_000;

/** The engine, or its command line, refused something. */
export class DockerError extends Error {}

/** Runs `docker` with these arguments; resolves with what it wrote. @throws DockerError with its words */
export function docker(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('docker', args, { timeout: answerMs }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else reject(new DockerError(`docker ${args[0]}: ${stderr.trim() || error.message}`));
    });
  });
}
