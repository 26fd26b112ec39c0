import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What producers compress with. */
export const codecs = ['gzip', 'snappy', 'lz4', 'zstd'] as const;

/** Writes lines as records, compressed, with `kcat`: what kafkajs compresses with is too little. */
export async function writeWithKcat(
  brokers: string,
  topic: string,
  codec: string,
  lines: readonly string[],
): Promise<void> {
  const child = spawn('kcat', ['-P', '-b', brokers, '-t', topic, '-z', codec], { stdio: ['pipe', 'ignore', 'pipe'] });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(lines.join('\n'));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`kcat ended with ${code}: ${Buffer.concat(errors).toString().trim()}`);
}
