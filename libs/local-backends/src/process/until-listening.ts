import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedProcess } from './guarded-process';
import { untilReady } from './until-ready';

export interface ListeningOptions {
  /** Page that answers 200 when it is ready for work; absent: it is when it listens. */
  readonly healthPath?: string;
  /** The line of its log that says where it serves others, where that is another address than that of its health: it is returned then. */
  readonly servesAs?: string;
  /** Where in its log it began, bytes: what is before was said by the one that ran until now. */
  readonly fromByte?: number;
}

const readBytes = 256 * 1024;
const pollMs = 50;
const healthPollMs = 100;
const callMs = 3_000;
const timeoutMs = 60_000;
const pattern = /"url":"(http:\/\/[^"]+)"/;

/**
 * Waits until a program of ours says in its log where it listens, and is ready for work.
 * @returns its address
 * @throws Error with its last lines where it ends before; one that is not ready within a minute is killed
 */
export async function untilListening(started: GuardedProcess, options: ListeningOptions = {}): Promise<string> {
  const { healthPath, servesAs, fromByte = 0 } = options;
  const endMs = performance.now() + timeoutMs;
  let url = '';
  await untilReady(started, async (signal) => {
    url = await urlInLog(started.what.logFile, fromByte, signal);
    if (healthPath !== undefined) await untilHealthy(`${url}${healthPath}`, endMs, signal);
    if (servesAs !== undefined) url = await urlInLog(started.what.logFile, fromByte, signal, servesAs);
  });
  return url;
}

/** The address that a program says in a line of its log; undefined where it has not said so yet. */
export function urlIn(text: string, message = 'listening'): string | undefined {
  const said = `"msg":"${message}"`;
  const line = text.split('\n').find((candidate) => candidate.includes(said) && candidate.endsWith('}'));
  return pattern.exec(line ?? '')?.[1];
}

/** Ends without an answer when aborted. */
async function urlInLog(logFile: string, fromByte: number, signal: AbortSignal, message?: string): Promise<string> {
  while (!signal.aborted) {
    const url = urlIn(textFrom(logFile, fromByte), message);
    if (url !== undefined) return url;
    await sleep(pollMs);
  }
  return '';
}

function textFrom(file: string, offset: number): string {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(readBytes);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, readBytes, offset));
  } finally {
    closeSync(handle);
  }
}

async function untilHealthy(url: string, endMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const reason = await refusalOf(url);
    if (reason === undefined) return;
    if (performance.now() > endMs) throw new Error(`${url} was not ready within ${timeoutMs / 1000} s: ${reason}`);
    await sleep(healthPollMs);
  }
}

/** What the page says instead of 200; undefined where it is well. */
async function refusalOf(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(callMs) });
    const body = (await response.text()).slice(0, 1000);
    return response.ok ? undefined : body;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
