import { createHash } from 'node:crypto';
import type { InferenceCompleted } from '@harmonybatch/contracts';
import { countAnswer, emptyTally, outcomeReport, type OutcomeTally } from './outcome-tally';
import type { BatchesReport, OutcomeReport } from './simulation-report';
import type { SimulatedApp } from './simulation-input';

interface Open {
  readonly tally: OutcomeTally;
  readonly atMs: number;
  readonly counts: boolean;
}

/** Hashing many lines at once is cheaper. */
const linesPerUpdate = 512;

/** Every request from its arrival to its outcome, and what is to be said of them all. */
export class RequestLedger {
  private readonly open = new Map<string, Open>();
  private readonly tallies: readonly OutcomeTally[];
  private readonly hash = createHash('sha256');
  private lines: string[] = [];
  private lastBatch = '';
  private readonly byReason: Record<string, number> = {};
  private readonly bySize: Record<number, number> = {};

  constructor(private readonly apps: readonly SimulatedApp[]) {
    this.tallies = apps.map(({ sloMs }) => emptyTally(sloMs));
  }

  /** Number of requests without an outcome. */
  get openCount(): number {
    return this.open.size;
  }

  /** A request of the app with this index arrives; one that does not count is left out of every report. */
  arrived(id: string, app: number, atMs: number, counts: boolean): void {
    const tally = this.tallies[app]!;
    if (counts) tally.requests += 1;
    this.open.set(id, { tally, atMs, counts });
  }

  /** Whether an open request counts. */
  counts(id: string): boolean {
    return this.open.get(id)?.counts ?? false;
  }

  /**
   * An outcome reached the producer.
   * @returns false where the request had one already: the first one holds.
   */
  answered({ id, status, batch }: InferenceCompleted, atMs: number): boolean {
    const request = this.open.get(id);
    if (request === undefined) return false;
    this.open.delete(id);
    this.record(`${id} ${status} ${atMs} ${batch?.id ?? '-'}\n`);
    if (!request.counts) return true;
    countAnswer(request.tally, status, atMs - request.atMs);
    if (batch !== undefined) this.countBatch(batch);
    return true;
  }

  byApp(): Record<string, OutcomeReport> {
    return Object.fromEntries(this.apps.map(({ name }, index) => [name, outcomeReport([this.tallies[index]!])]));
  }

  total(): OutcomeReport {
    return outcomeReport(this.tallies);
  }

  batches(): BatchesReport {
    const sizes = Object.entries(this.bySize);
    const count = sizes.reduce((sum, [, batches]) => sum + batches, 0);
    const requests = sizes.reduce((sum, [size, batches]) => sum + Number(size) * batches, 0);
    const { byReason, bySize } = this;
    return { count, meanSize: count === 0 ? null : requests / count, byReason, bySize };
  }

  /** SHA-256 over all outcomes; to be asked for once, at the end. */
  digest(): string {
    return this.hash.update(this.lines.join('')).digest('hex');
  }

  /** The outcomes of a batch come one after the other. */
  private countBatch({ id, size, reason }: NonNullable<InferenceCompleted['batch']>): void {
    if (id === this.lastBatch) return;
    this.lastBatch = id;
    this.bySize[size] = (this.bySize[size] ?? 0) + 1;
    this.byReason[reason] = (this.byReason[reason] ?? 0) + 1;
  }

  private record(line: string): void {
    this.lines.push(line);
    if (this.lines.length < linesPerUpdate) return;
    this.hash.update(this.lines.join(''));
    this.lines = [];
  }
}
