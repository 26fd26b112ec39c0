import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';

type Line = Record<string, unknown>;

const fixture = join(__dirname, 'fixtures', 'tiny-service.cjs');

/** The tiny service as a process of its own. */
export class SpawnedService {
  readonly exit: Promise<number | null>;
  stderr = '';
  stdout = '';
  private readonly lines: Line[] = [];
  private waiting: { holds: (line: Line) => boolean; resolve: (line: Line) => void }[] = [];
  private readonly child: ChildProcessWithoutNullStreams;
  private rest = '';

  constructor(environment: Record<string, string>, args: string[] = []) {
    const { PATH = '' } = process.env;
    this.child = spawn(process.execPath, [fixture, ...args], { env: { PATH, ...environment } });
    this.child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child.stdout.on('data', (chunk: Buffer) => this.read(chunk.toString()));
    this.exit = new Promise((resolve) => this.child.on('close', resolve));
  }

  /** Resolves at the first log line, past or to come, that the condition holds for; rejects if the process ends before. */
  line(holds: (line: Line) => boolean): Promise<Line> {
    const found = this.lines.find(holds);
    if (found) return Promise.resolve(found);
    const awaited = new Promise<Line>((resolve) => this.waiting.push({ holds, resolve }));
    const ended = this.exit.then((code) => {
      throw new Error(`it exited with ${code}:\n${this.stdout}\n${this.stderr}`);
    });
    return Promise.race([awaited, ended]);
  }

  says(msg: string): Promise<Line> {
    return this.line((line) => line['msg'] === msg);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  closeStdin(): void {
    this.child.stdin.end();
  }

  private read(text: string): void {
    this.stdout += text;
    const parts = (this.rest + text).split('\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) this.take(part);
  }

  private take(text: string): void {
    if (!text.startsWith('{')) return;
    const line = JSON.parse(text) as Line;
    this.lines.push(line);
    for (const { holds, resolve } of this.waiting) if (holds(line)) resolve(line);
    this.waiting = this.waiting.filter(({ holds }) => !holds(line));
  }
}
