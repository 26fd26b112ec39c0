import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs `kcat`, a Kafka client that shares nothing with this project, and resolves with what it printed. */
export async function kcat(args: readonly string[], input = ''): Promise<string> {
  const child = spawn('kcat', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`kcat ended with ${code}: ${Buffer.concat(errors).toString()}`);
  return Buffer.concat(output).toString();
}
