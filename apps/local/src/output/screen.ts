import { styleText } from 'node:util';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 100;
const titleWidth = 14;

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/**
 * What a person sees. On a terminal a step that runs is one line that is rewritten; elsewhere each message is a line of
 * its own, so that a log file reads well too.
 */
export class Screen {
  private readonly live: boolean;
  private readonly coloured: boolean;
  private drawn = false;
  /** Steps that run, with what they do now. */
  private readonly active = new Map<string, string>();
  private activeSinceMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private frame = 0;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    env: NodeJS.ProcessEnv = process.env,
  ) {
    this.live = stream.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
    this.coloured = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  }

  paint(style: Style, text: string): string {
    return this.coloured ? styleText(style, text, { validateStream: false }) : text;
  }

  line(text = ''): void {
    this.clear();
    this.stream.write(`${text}\n`);
  }

  good(title: string, text: string, tookMs?: number): void {
    const took = tookMs === undefined ? '' : this.paint('dim', `  ${decimalSeconds(tookMs)}`);
    this.line(`  ${this.paint('green', '✓')} ${title.padEnd(titleWidth)} ${text}${took}`);
  }

  bad(text: string): void {
    const [first = '', ...rest] = text.split('\n');
    this.line(`  ${this.paint('red', '✗')} ${first}`);
    for (const line of rest) this.line(`    ${line}`);
  }

  warn(text: string): void {
    this.line(`  ${this.paint('yellow', '!')} ${text}`);
  }

  /**
   * Runs `work`, showing what it says it does; then one line with what `told` makes of its result and how long it took.
   * Several may run at once.
   */
  async step<T>(
    title: string,
    work: (say: (message: string) => void) => Promise<T>,
    told: (result: T) => string,
  ): Promise<T> {
    const startMs = performance.now();
    const say = (message: string): void => this.say(title, message);
    this.begin(title);
    try {
      const result = await work(say);
      this.end(title);
      this.good(title, told(result), performance.now() - startMs);
      return result;
    } finally {
      this.end(title);
    }
  }

  private say(title: string, message: string): void {
    if (!this.active.has(title)) return;
    this.active.set(title, message);
    if (this.live) this.draw();
    else this.line(`  · ${title.padEnd(titleWidth)} ${message}`);
  }

  private begin(title: string): void {
    this.active.set(title, '');
    if (!this.live || this.timer) return;
    this.activeSinceMs = performance.now();
    this.timer = setInterval(() => this.draw(), frameMs);
  }

  private end(title: string): void {
    this.active.delete(title);
    if (this.active.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.clear();
  }

  private draw(): void {
    this.frame = (this.frame + 1) % frames.length;
    const steps = [...this.active].map(([title, message]) => (message === '' ? title : `${title}: ${message}`));
    this.redraw(
      `  ${frames[this.frame]} ${steps.join(' · ')}`,
      ` ${decimalSeconds(performance.now() - this.activeSinceMs)}`,
    );
  }

  private redraw(text: string, end: string): void {
    const room = Math.max(10, (this.stream.columns || 80) - end.length - 1);
    this.stream.write(`\r\u001b[K${text.slice(0, room)}${this.paint('dim', end)}`);
    this.drawn = true;
  }

  private clear(): void {
    if (this.drawn) this.stream.write('\r\u001b[K');
    this.drawn = false;
  }
}

/** Milliseconds as seconds with one decimal, as people read them. */
export const decimalSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
