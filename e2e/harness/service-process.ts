import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedProcess, lastLines, untilListening } from '@harmonybatch/local-backends';

const root = join(__dirname, '..', '..');
const readyTimeoutMs = 120_000;
const readyPollMs = 100;
const keptLines = 60;
/** Longer than a service's own grace: it is killed only when that has failed. */
const stopGraceMs = 30_000;
/** Free ports, no process that is left over, and no rehearsal: a test waits for its services, and measures no latency. */
const ofTests = { HTTP_PORT: '0', HARMONYBATCH_EXIT_WITH_PARENT: '1', HARMONYBATCH_WARM_UP_MS: '0' };

/** A real service of the system, as its container would start it. */
export class ServiceProcess {
  private lastSaid: string | undefined;

  private constructor(
    readonly name: string,
    private readonly process: GuardedProcess,
    readonly url: string,
  ) {}

  /** Starts `apps/<name>` and resolves when it listens; rejects with its last lines if it ends before. */
  static async start(name: string, env: Record<string, string>): Promise<ServiceProcess> {
    const started = await GuardedProcess.start({
      name,
      command: process.execPath,
      args: [join(root, 'apps', name, 'dist', 'main.js')],
      env: { ...process.env, ...ofTests, ...env },
      logFile: join(tmpdir(), `harmonybatch-e2e-${name}-${randomBytes(6).toString('hex')}.log`),
    });
    return new ServiceProcess(name, started, await untilListening(started));
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Whether it has run without end since it was started. */
  get isRunning(): boolean {
    return this.process.running;
  }

  /** Resolves when the service says that it is ready for work. */
  async ready(): Promise<void> {
    const deadline = Date.now() + readyTimeoutMs;
    for (;;) {
      const status = await fetch(`${this.url}/health/ready`).then(
        (response) => response.status,
        () => 0,
      );
      if (status === 200) return;
      if (!this.isRunning || Date.now() > deadline) throw new Error(`${this.name} is not ready:\n${this.log()}`);
      await sleep(readyPollMs);
    }
  }

  /** Where it serves others than its supervisors, as this line of its log says. */
  servesAt(servesAs: string): Promise<string> {
    return untilListening(this.process, { servesAs });
  }

  /** All that it measures, as Prometheus reads it. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  /** Sum of all samples of a counter or gauge of the service, 0 while it has none. */
  async counter(name: string, labels: Record<string, string> = {}): Promise<number> {
    return (await this.metrics())
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Asks it to end, or ends it at once, and resolves with the exit code when the process is gone. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const { code } = await (signal === 'SIGKILL' ? this.process.kill() : this.process.stop(stopGraceMs));
    this.lastSaid ??= this.log();
    rmSync(this.process.what.logFile, { force: true });
    return code;
  }

  /** Its last lines. */
  log(): string {
    return this.lastSaid ?? lastLines(this.process.what.logFile, keptLines).join('\n');
  }
}
