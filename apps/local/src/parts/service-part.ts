import { statSync } from 'node:fs';
import { join } from 'node:path';
import { GuardedProcess, untilListening } from '@harmonybatch/local-backends';
import { workspaceRoot } from '../state-folder';
import type { Part, RunningPart } from '../supervise/part';

export interface ServiceSpec {
  readonly name: string;
  /** The script that Node runs. */
  readonly script: string;
  readonly logFile: string;
  /** Page that answers 200 when it is ready; absent: it is when it listens. */
  readonly healthPath?: string;
  /** The line of its log that says where it serves others; absent: nowhere but where its health is. */
  readonly servesAs?: string;
  /** Its whole environment; `before` is where it was reached until now, where it is started again. */
  readonly env: (before: string | undefined) => NodeJS.ProcessEnv;
}

/** The program of one of our apps. */
export const scriptOf = (app: string): string => join(workspaceRoot, 'apps', app, 'dist', 'main.js');

export const portOf = (url: string | undefined): number | undefined =>
  url === undefined ? undefined : Number(new URL(url).port);

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** A program of ours in a process of its own, which says in its log where it listens. */
export function servicePart({ name, script, logFile, healthPath, servesAs, env }: ServiceSpec): Part {
  const start = async (before: RunningPart | undefined): Promise<RunningPart> => {
    const append = before !== undefined;
    const fromByte = append ? sizeOf(logFile) : 0;
    const command = { name, command: process.execPath, args: [script], env: env(before?.url), logFile, append };
    const child = await GuardedProcess.start(command);
    const url = await untilListening(child, { healthPath, servesAs, fromByte });
    return { pid: child.pid, url, exited: child.exited, stop: (ms) => child.stop(ms), kill: () => child.kill() };
  };
  return { name, logFile, start };
}
