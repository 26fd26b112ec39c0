import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { watchdog } from '@harmonybatch/local-backends';
import type { Reach } from '../parts/service-parts';
import type { Part, RunningPart } from '../supervise/part';

/** Describes the running system to the `harmonybatch` command and to people. */
export interface SystemDescription {
  readonly pid: number;
  readonly kafkaBrokers: string;
  /** Whether KAFKA_BROKERS named them: then KAFKA_SSL and KAFKA_SASL_* say how to log in. */
  readonly kafkaGiven: boolean;
  readonly topicPrefix: string;
  readonly redisUrl: string;
  /** The platform of functions. */
  readonly platform: string;
  /** Of the emulated Function Compute, which has a bill. */
  readonly fcEndpoint?: string;
  /** The variables by which functions are reached, with keys that are of use on this machine alone, and to its user. */
  readonly functionVariables: Readonly<Record<string, string>>;
  readonly services: readonly { name: string; pid: number; url: string; logFile: string }[];
}

export function describe(reach: Reach, running: readonly (readonly [Part, RunningPart])[]): SystemDescription {
  const services = running.map(([{ name, logFile }, { pid, url }]) => ({ name, pid, url, logFile }));
  const { platform, ...backends } = reach;
  const { HARMONYBATCH_PLATFORM: name = '', FC_ENDPOINT: fcEndpoint } = platform;
  return { pid: process.pid, ...backends, platform: name, fcEndpoint, functionVariables: platform, services };
}

const ofTheUserAlone = 0o600;

/** Writes it so that a reader sees the old or the new one, never a half; it goes with this process. */
export function writeSystemFile(file: string, description: SystemDescription): void {
  const text = `${JSON.stringify(description, null, 2)}\n`;
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text, { mode: ofTheUserAlone });
  renameSync(draft, file);
  watchdog.adopt(file, text);
}

export function removeSystemFile(file: string): void {
  watchdog.release(file);
  rmSync(file, { force: true });
}
