import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start -- --no-samples`, and beside it the terminal of a person: a folder in which the README's lines can be typed. */
export class LocalSystem {
  private output = '';

  private constructor(
    readonly folder: string,
    private readonly system: ChildProcess,
  ) {}

  /** Starts everything and waits until it is there; no model and no app is registered. */
  static async start(): Promise<LocalSystem> {
    const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-terminal-'));
    for (const name of ['apps', 'node_modules', 'package.json']) symlinkSync(join(root, name), join(folder, name));
    const own = {
      KAFKA_BROKERS: '',
      REDIS_URL: '',
      HARMONYBATCH_STATE_DIR: join(folder, '.harmonybatch'),
      HARMONYBATCH_WARM_UP_MS: '0',
    };
    const child = spawn('npm', ['start', '--', '--no-samples'], { cwd: root, env: { ...process.env, ...own } });
    const system = new LocalSystem(folder, child);
    await system.waitForOutput('Ctrl-C ends it');
    return system;
  }

  /** Puts a file into the folder. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Types lines into a shell of its own that stops at the first that fails. */
  async type(lines: string): Promise<CommandResult> {
    const { KAFKA_BROKERS: _brokers, ...env } = process.env;
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', lines], {
      cwd: this.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    shell.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    shell.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [status] = (await once(shell, 'close')) as [number | null];
    return { status, stdout, stderr };
  }

  async stop(): Promise<void> {
    const ended = once(this.system, 'close');
    this.system.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private waitForOutput(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        this.output += chunk.toString();
        if (this.output.includes(text)) resolve();
      };
      this.system.stdout?.on('data', hear);
      this.system.stderr?.on('data', hear);
      this.system.once('close', () => reject(new Error(`npm start ended:\n${this.output}`)));
    });
  }
}
