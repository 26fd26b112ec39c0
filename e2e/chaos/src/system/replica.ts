import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedProcess, untilListening, type Exit } from '@harmonybatch/local-backends';

const root = join(__dirname, '..', '..', '..', '..');
const settableClock = join(root, 'e2e', 'chaos', 'preload', 'settable-clock.cjs');
const readyTimeoutMs = 60_000;
const pollMs = 100;
const callMs = 2_000;
const msPerSecond = 1_000;
/** A service that ended is started again after this time. */
const restartPauseMs = 500;
/** Longer than a service's own grace: it is killed only when that has failed. */
const stopGraceMs = 15_000;

export interface ReplicaOptions {
  /** Folder under `apps`. */
  readonly service: string;
  /** Name among its like: `batcher-1`. */
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes one log a start. */
  readonly logFolder: string;
  readonly healthPath: string;
  /** Told when it ends though nobody asked it to; it is started again, and what this returns is called when it is ready. */
  onExit(exit: Exit, logFile: string): () => void;
}

/** A process of a service, started again whenever it ends. */
export class Replica {
  url = '';
  logFile = '';
  private process: GuardedProcess | undefined;
  private starting: Promise<void> | undefined;
  private starts = 0;
  private expected = false;
  private closed = false;

  constructor(private readonly options: ReplicaOptions) {}

  get name(): string {
    return this.options.name;
  }

  get service(): string {
    return this.options.service;
  }

  /** Starts it, again and again where it ends before it is ready; resolves when it is. */
  start(): Promise<void> {
    this.starting ??= this.startUntilReady().finally(() => (this.starting = undefined));
    return this.starting;
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.process?.running ? this.process.pid : undefined;
  }

  /** Ends it at once. It stays away until it is started. */
  async kill(): Promise<void> {
    this.expected = true;
    await this.process?.kill();
  }

  /** Asks it to end. It stays away until it is started. */
  async stop(): Promise<Exit | undefined> {
    this.expected = true;
    return this.process?.stop(stopGraceMs);
  }

  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Sets the clock of its machine so much ahead, ms; it stays so whatever becomes of the process. */
  setClock(aheadMs: number): void {
    writeFileSync(this.clockFile, String(aheadMs));
  }

  /** How far its clock is ahead as it says itself, ms; null where it says nothing. */
  async clockSkewMs(): Promise<number | null> {
    const text = await textOf(`${this.url}/metrics`);
    const said = /^harmonybatch_clock_skew_seconds(?:\{.*\})? (\S+)$/m.exec(text ?? '')?.[1];
    return said === undefined ? null : Number(said) * msPerSecond;
  }

  /** Resolves when it says that it is ready for work, or has ended. */
  async ready(): Promise<void> {
    const current = this.process;
    const endMs = Date.now() + readyTimeoutMs;
    while (current?.running && Date.now() < endMs) {
      if (await answers(`${this.url}${this.options.healthPath}`)) return;
      await sleep(pollMs);
    }
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.closed = true;
    await this.kill();
  }

  private async startUntilReady(): Promise<void> {
    while (!this.closed) {
      this.expected = true;
      try {
        await this.startOnce();
        this.expected = false;
        return;
      } catch (error) {
        if (this.starts === 1) throw error;
        await sleep(restartPauseMs);
      }
    }
  }

  private get clockFile(): string {
    return join(this.options.logFolder, `${this.name}.clock`);
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.process?.running) process.kill(this.process.pid, signal);
  }

  private async startOnce(): Promise<void> {
    const { name, service, env, logFolder, healthPath } = this.options;
    this.starts += 1;
    const logFile = join(logFolder, `${name}.${this.starts}.log`);
    const script = join(root, 'apps', service, 'dist', 'main.js');
    const started = await GuardedProcess.start({
      name,
      command: process.execPath,
      args: ['--require', settableClock, script],
      env: { ...env, CHAOS_CLOCK_FILE: this.clockFile },
      logFile,
    });
    this.process = started;
    this.logFile = logFile;
    void started.exited.then((exit) => this.exited(started, exit));
    this.url = await untilListening(started, { healthPath });
  }

  private exited(process: GuardedProcess, exit: Exit): void {
    if (this.expected || this.closed || process !== this.process) return;
    const recovered = this.options.onExit(exit, this.logFile);
    void this.start().then(recovered);
  }
}

const answers = async (url: string): Promise<boolean> => (await textOf(url)) !== null;

/** What is answered with a status of success; null where nothing is. */
async function textOf(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(callMs) });
    const text = await response.text();
    return response.ok ? text : null;
  } catch {
    return null;
  }
}
