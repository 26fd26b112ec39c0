import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '..', '..');
const readyTimeoutMs = 60_000;
const readyPollMs = 100;
const keptLines = 60;

/** A real service of the system, as its container would start it. */
export class ServiceProcess {
  private readonly lines: string[] = [];

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts `apps/<name>` and resolves when it listens; rejects with its last lines if it ends before. */
  static async start(name: string, env: Record<string, string>): Promise<ServiceProcess> {
    const child = spawn(process.execPath, [join(root, 'apps', name, 'dist', 'main.js')], {
      env: { ...process.env, HTTP_PORT: '0', HARMONYBATCH_EXIT_WITH_PARENT: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    const service = new ServiceProcess(name, child);
    service.url = await service.listening();
    return service;
  }

  url = '';

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.name} has no process`);
    return this.child.pid;
  }

  /** Whether it has run without end since it was started. */
  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
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
      if (this.child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${this.name} is not ready:\n${this.log()}`);
      await new Promise((resolve) => setTimeout(resolve, readyPollMs));
    }
  }

  /** Sum of all samples of a counter of the service, 0 while it has none. */
  async counter(name: string, labels: Record<string, string> = {}): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Sends `signal` and resolves with the exit code when the process is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
    return this.child.exitCode;
  }

  log(): string {
    return this.lines.join('\n');
  }

  private listening(): Promise<string> {
    return new Promise((resolve, reject) => {
      const take = (line: string): void => {
        this.lines.push(line);
        if (this.lines.length > keptLines) this.lines.shift();
        const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
        if (url !== undefined && line.includes('"msg":"listening"')) resolve(url);
      };
      for (const stream of [this.child.stdout, this.child.stderr]) if (stream) createInterface(stream).on('line', take);
      this.child.once('exit', (code) => reject(new Error(`${this.name} ended with ${code}:\n${this.log()}`)));
    });
  }
}
