import { closeSync, openSync, readSync, fstatSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedProcess, untilReady } from '@harmonybatch/local-backends';

export interface NodeProgram {
  readonly name: string;
  /** Of Node. */
  readonly flags?: readonly string[];
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Waits until it is ready, and resolves with what it said then. */
  readonly ready: (started: GuardedProcess) => Promise<string>;
}

export interface NodeProcess {
  readonly name: string;
  readonly pid: number;
  /** What it said when it was ready. */
  readonly output: string;
  /** @param graceMs how long it may take to end by itself */
  stop(graceMs?: number): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

const pollMs = 25;
const readyTimeoutMs = 60_000;

/** Flags of Node for every process of the run, for profiling: `HARMONYBATCH_BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=…"`. */
const nodeFlags = (process.env['HARMONYBATCH_BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');

/** Nothing of the caller's that could lead a process elsewhere. */
const leading = /^(KAFKA_|REDIS_|FC_|HTTP_|HARMONYBATCH_|ALIBABA_CLOUD_|LOG_LEVEL$|NODE_OPTIONS$)/;
const bareEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !leading.test(name)));

function textOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(fstatSync(handle).size);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(handle);
  }
}

/** Ready when a line of its log says so; what the first group caught is told. */
export const whenSaid =
  (pattern: RegExp) =>
  async (started: GuardedProcess): Promise<string> => {
    let said = '';
    await untilReady(started, async (signal) => {
      said = await caught(started, pattern, signal);
    });
    return said;
  };

async function caught({ what }: GuardedProcess, pattern: RegExp, signal: AbortSignal): Promise<string> {
  const endMs = performance.now() + readyTimeoutMs;
  while (!signal.aborted) {
    const match = pattern.exec(textOf(what.logFile));
    if (match) return match[1] ?? '';
    if (performance.now() > endMs) throw new Error(`${what.name} was not ready in ${readyTimeoutMs} ms`);
    await sleep(pollMs);
  }
  return '';
}

/** Starts a program of ours in a process of its own and waits until it is ready; one that fails to be is ended. */
export async function startNode(program: NodeProgram): Promise<NodeProcess> {
  const { name, flags = [], script, args = [], env = {}, logFile, ready } = program;
  const child = await GuardedProcess.start({
    name,
    command: process.execPath,
    args: [...flags, ...nodeFlags, script, ...args],
    env: { ...bareEnvironment(), ...env },
    logFile,
  });
  const output = await ready(child).catch(async (error: unknown) => {
    await child.stop();
    throw error;
  });
  return {
    name,
    pid: child.pid,
    output,
    stop: async (graceMs) => void (await child.stop(graceMs)),
    kill: async () => void (await child.kill()),
  };
}
