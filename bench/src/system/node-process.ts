import { closeSync, openSync, readSync, fstatSync } from 'node:fs';
import { GuardedProcess, untilReady } from '@harmonybatch/local-backends';

export interface NodeProgram {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** A line of its log that says it is ready; what its first group caught is told. */
  readonly readyLine: RegExp;
}

export interface NodeProcess {
  readonly name: string;
  readonly pid: number;
  /** What the ready line said. */
  readonly said: string;
  stop(): Promise<void>;
}

const pollMs = 25;
const readyTimeoutMs = 60_000;

/** Flags of Node for every process of the run, for profiling: `HARMONYBATCH_BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=…"`. */
const nodeFlags = (process.env['HARMONYBATCH_BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');

function textOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(fstatSync(handle).size);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(handle);
  }
}

async function caught(program: NodeProgram, signal: AbortSignal): Promise<string> {
  const endMs = performance.now() + readyTimeoutMs;
  while (!signal.aborted) {
    const match = program.readyLine.exec(textOf(program.logFile));
    if (match) return match[1] ?? '';
    if (performance.now() > endMs) throw new Error(`${program.name} was not ready in ${readyTimeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return '';
}

/** Starts a program of ours in a process of its own and waits until its log says that it is ready. */
export async function startNode(program: NodeProgram): Promise<NodeProcess> {
  const { name, script, args = [], env = {}, logFile } = program;
  const child = await GuardedProcess.start({
    name,
    command: process.execPath,
    args: [...nodeFlags, script, ...args],
    env: { ...process.env, ...env },
    logFile,
  });
  let said = '';
  await untilReady(child, async (signal) => {
    said = await caught(program, signal);
  });
  return { name, pid: child.pid, said, stop: async () => void (await child.stop()) };
}
