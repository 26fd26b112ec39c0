import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { OutcomeIndex } from './outcome-index';
import { outcomeRecord } from './outcome-record';

/** Partition, offset, time of append, value; JSON of one line has no newline in it. */
const format = '%p %o %T %s\\n';

/** Reads all of a topic from its beginning to its end with `kcat`, a client that shares nothing with this project. */
export const readWithKcat = (brokers: string, topic: string, index: OutcomeIndex): Promise<void> =>
  readLines(brokers, topic, (line) => index.take(parsed(line)));

/** The ids of the requests in `inference.accepted`. */
export async function readIdsWithKcat(brokers: string, topic: string): Promise<Set<string>> {
  const ids = new Set<string>();
  await readLines(brokers, topic, (line) => {
    const id = /"id":"([^"]+)"/.exec(line)?.[1];
    if (id !== undefined) ids.add(id);
  });
  return ids;
}

async function readLines(brokers: string, topic: string, take: (line: string) => void): Promise<void> {
  const args = ['-C', '-b', brokers, '-t', topic, '-o', 'beginning', '-e', '-q', '-f', format];
  const child = spawn('kcat', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const ended = once(child, 'close') as Promise<[number | null]>;
  ended.catch(() => undefined);
  for await (const line of createInterface(child.stdout)) take(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`kcat ended with ${code}: ${Buffer.concat(errors).toString().trim()}`);
}

function parsed(line: string) {
  const [partition = '', offset = '', time = ''] = line.split(' ', 3);
  const place = { partition: Number(partition), offset: Number(offset), appendedAtMs: Number(time) };
  return outcomeRecord(place, line.slice(partition.length + offset.length + time.length + 3));
}
