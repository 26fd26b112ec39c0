import type { Mishap } from '../scenario/fault';

/** What lies outside of every process and may fail for a while. */
export type ExternalSystem = 'store' | 'log' | 'outcome log';

/** Which of what lies outside fails now, and how. */
export class Outages {
  private readonly current = new Map<ExternalSystem, { readonly mishap: Mishap; readonly untilMs: number }>();

  begin(of: ExternalSystem, mishap: Mishap, untilMs: number): void {
    this.current.set(of, { mishap, untilMs });
  }

  /** When the last of them ends, epoch ms. */
  get lastUntilMs(): number {
    return Math.max(-Infinity, ...[...this.current.values()].map(({ untilMs }) => untilMs));
  }

  mishapOf(of: ExternalSystem, nowMs: number): Mishap | null {
    const outage = this.current.get(of);
    return outage !== undefined && nowMs < outage.untilMs ? outage.mishap : null;
  }
}
