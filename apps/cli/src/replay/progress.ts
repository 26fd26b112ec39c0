import type { RequestLedger } from '@harmonybatch/traffic';
import { clock, count, decimal, percent, plural } from '../render/figures';
import { widthOf } from '../render/table';
import type { Style, Terminal } from '../render/terminal';

export interface ProgressState {
  readonly elapsedSeconds: number;
  readonly totalSeconds: number;
  readonly sent: number;
  readonly answered: number;
  readonly withinSlo: number;
  readonly inFlight: number;
  readonly rateHz: number;
  readonly replans: number;
}

const barWidth = 20;
const liveEveryMs = 200;
const plainEveryMs = 10_000;

const bar = (done: number, style: Style): string => {
  const full = Math.round(Math.min(1, Math.max(0, done)) * barWidth);
  return style.cyan('━'.repeat(full)) + style.dim('─'.repeat(barWidth - full));
};

const attainment = ({ withinSlo, answered }: ProgressState, style: Style): string => {
  if (answered === 0) return 'in SLO –';
  const met = withinSlo / answered;
  const paint = met >= 0.99 ? style.green : met >= 0.95 ? style.yellow : style.red;
  return `in SLO ${paint(percent(met))}`;
};

/** The parts in order of weight: a narrow terminal loses the last ones. */
export function progressLine(state: ProgressState, style: Style, columns: number): string {
  const parts = [
    `${bar(state.elapsedSeconds / state.totalSeconds, style)} ${clock(state.elapsedSeconds)}/${clock(state.totalSeconds)}`,
    attainment(state, style),
    `${count(state.sent)} sent`,
    `${count(state.answered)} answered`,
    `${count(state.inFlight)} in flight`,
    `${decimal(state.rateHz, 1)}/s`,
    ...(state.replans > 0 ? [plural(state.replans, 're-plan')] : []),
  ];
  let line = ` ${parts[0] ?? ''}`;
  for (const part of parts.slice(1)) {
    if (widthOf(line) + widthOf(part) + 4 > columns) break;
    line += style.dim(' · ') + part;
  }
  return line;
}

/** Shows how a replay goes: one line that is rewritten on a terminal, else a line every 10 s. */
export class Progress {
  private timer: NodeJS.Timeout | undefined;
  private last = { atMs: 0, sent: 0, rateHz: 0 };

  constructor(
    private readonly terminal: Terminal,
    private readonly ledger: RequestLedger,
    private readonly totalSeconds: number,
    private readonly countReplans: () => number,
  ) {}

  start(startMs: number): void {
    this.last = { atMs: startMs, sent: 0, rateHz: 0 };
    this.timer = setInterval(() => this.show(startMs), this.terminal.live ? liveEveryMs : plainEveryMs);
  }

  /** Takes the live line away. */
  stop(): void {
    clearInterval(this.timer);
    if (this.terminal.live) this.terminal.err('\r\u001b[K');
  }

  private show(startMs: number): void {
    const line = progressLine(this.state(startMs), this.terminal.errStyle, this.terminal.columns);
    this.terminal.err(this.terminal.live ? `\r\u001b[K${line}` : `${line.trim()}\n`);
  }

  private state(startMs: number): ProgressState {
    const nowMs = performance.now();
    const sinceMs = nowMs - this.last.atMs;
    if (sinceMs >= 1_000 || this.last.sent === 0) {
      const rateHz = ((this.ledger.sent - this.last.sent) / Math.max(1, sinceMs)) * 1000;
      this.last = { atMs: nowMs, sent: this.ledger.sent, rateHz };
    }
    const { sent, answered, withinSlo, inFlight } = this.ledger;
    const elapsedSeconds = Math.min((nowMs - startMs) / 1000, this.totalSeconds);
    const { totalSeconds } = this;
    const replans = this.countReplans();
    return { elapsedSeconds, totalSeconds, sent, answered, withinSlo, inFlight, rateHz: this.last.rateHz, replans };
  }
}
