import { percentile } from '@harmonybatch/traffic';
import type { FaultLog } from '../faults/fault-log';
import type { OutcomeIndex } from '../outcomes/outcome-index';
import type { ChaosApp } from '../system/apps';
import type { RequestLedger } from '../traffic/request-ledger';
import { MissedSpans, type MissedSpan } from './missed-spans';

export interface RequestFigures {
  readonly requests: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Answered `ok` within the SLO. */
  readonly withinSlo: number;
  /** From arrival to the broker's append of the outcome, of all that were answered, ms. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** Requests of one kind, taken together. */
class Tally {
  private requests = 0;
  private withinSlo = 0;
  private readonly byStatus: Record<string, number> = {};
  private readonly latenciesMs: number[] = [];

  /** @returns whether the request was answered `ok` within its SLO */
  add(status: string, latencyMs: number | undefined, sloMs: number): boolean {
    this.requests += 1;
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
    if (latencyMs === undefined) return false;
    this.latenciesMs.push(latencyMs);
    const within = status === 'ok' && latencyMs <= sloMs;
    if (within) this.withinSlo += 1;
    return within;
  }

  figures(): RequestFigures {
    const sorted = this.latenciesMs.sort((a, b) => a - b);
    return {
      requests: this.requests,
      byStatus: this.byStatus,
      withinSlo: this.withinSlo,
      p50Ms: percentile(sorted, 0.5),
      p95Ms: percentile(sorted, 0.95),
      p99Ms: percentile(sorted, 0.99),
      maxMs: sorted[sorted.length - 1] ?? null,
    };
  }
}

export interface CalmFigures {
  /** The first minute, before any fault. */
  readonly baseline: RequestFigures;
  /** Requests after it whose whole SLO lay outside of every fault's window. */
  readonly calm: RequestFigures;
  readonly calmByApp: Readonly<Record<string, RequestFigures>>;
  /** When most of the calm ones were sent that were missed. */
  readonly calmMissed: readonly MissedSpan[];
  readonly faulty: RequestFigures;
  /** Requests that may wait so long that faults pass meanwhile. */
  readonly patient: RequestFigures;
  /** Those of them for which all faults were over before they had to leave. */
  readonly patientOutlasting: RequestFigures;
}

const maxSpans = 5;
/** What may wait for long leaves so long before its deadline at the earliest, ms. */
const leavesBeforeMs = 5_000;

export interface CalmOptions {
  readonly apps: readonly ChaosApp[];
  /** Of the first minute, epoch ms. */
  readonly baselineFromMs: number;
  readonly baselineUntilMs: number;
}

/** Divides the requests by whether a fault could touch them. What was sent before the baseline warmed the system up. */
export function calmFigures(index: OutcomeIndex, book: RequestLedger, log: FaultLog, terms: CalmOptions): CalmFigures {
  const isCalm = log.calm();
  const tallies = { baseline: new Tally(), calm: new Tally(), faulty: new Tally(), patient: new Tally() };
  const outlasting = new Tally();
  const missed = new MissedSpans();
  const byApp = new Map(
    terms.apps.filter(({ patient }) => !patient).map(({ registered }) => [registered.name, new Tally()]),
  );
  for (let request = 0; request < book.sent; request += 1) {
    const sentAtMs = book.sentAt(request);
    if (sentAtMs < terms.baselineFromMs) continue;
    const { registered, patient } = terms.apps[book.appOf(request)]!;
    const first = index.first(request);
    const sloMs = first?.sloMs ?? registered.sloMs;
    const latencyMs = first && first.appendedAtMs - first.arrivedAtMs;
    const status = first?.status ?? 'none';
    const calm = isCalm(sentAtMs, sentAtMs + sloMs);
    const kind = patient ? 'patient' : sentAtMs < terms.baselineUntilMs ? 'baseline' : calm ? 'calm' : 'faulty';
    const met = tallies[kind].add(status, latencyMs, sloMs);
    const dueAtMs = sentAtMs + sloMs;
    if (patient && isCalm(dueAtMs - leavesBeforeMs, dueAtMs)) outlasting.add(status, latencyMs, sloMs);
    if (kind !== 'calm') continue;
    byApp.get(registered.name)?.add(status, latencyMs, sloMs);
    if (!met) missed.add(sentAtMs);
  }
  return {
    baseline: tallies.baseline.figures(),
    calm: tallies.calm.figures(),
    calmByApp: Object.fromEntries([...byApp].map(([name, tally]) => [name, tally.figures()])),
    calmMissed: missed.worst(maxSpans),
    faulty: tallies.faulty.figures(),
    patient: tallies.patient.figures(),
    patientOutlasting: outlasting.figures(),
  };
}
