import { clock, count, plural } from '../render/figures';
import type { Terminal } from '../render/terminal';
import type { SeenTraffic } from './seen-traffic';

const liveEveryMs = 200;
const plainEveryMs = 10_000;

/** Shows on stderr how far it is: one line that is rewritten on a terminal, else a line every 10 s. */
export class ShadowProgress {
  private timer: NodeJS.Timeout | undefined;
  private lastAtMs = performance.now();

  constructor(private readonly terminal: Terminal) {}

  /** Shows what is recorded, until `end`. @param forSeconds how long it takes; undefined where that is not known */
  recording(traffic: SeenTraffic, forSeconds: number | undefined): void {
    const startMs = performance.now();
    this.timer = setInterval(
      () => {
        const seconds = clock((performance.now() - startMs) / 1000);
        this.show(
          [
            forSeconds === undefined ? seconds : `${seconds}/${clock(forSeconds)}`,
            plural(traffic.records, 'record'),
            plural(traffic.knownApps, 'app'),
            `${count(traffic.malformedRecords)} malformed`,
          ].join(' · '),
        );
      },
      this.terminal.live ? liveEveryMs : plainEveryMs,
    );
  }

  /** Shows the part of a simulation that is done, now and then. */
  simulating(model: string, fraction: number): void {
    const everyMs = this.terminal.live ? liveEveryMs : plainEveryMs;
    if (performance.now() - this.lastAtMs < everyMs) return;
    this.lastAtMs = performance.now();
    this.show(`simulating ${model} … ${Math.floor(100 * fraction)} %`);
  }

  /** Takes the live line away. */
  end(): void {
    clearInterval(this.timer);
    if (this.terminal.live) this.terminal.err('\r\u001b[K');
  }

  private show(line: string): void {
    this.terminal.err(this.terminal.live ? `\r\u001b[K  ${line}` : `${line}\n`);
  }
}
