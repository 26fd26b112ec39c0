import { createHash } from 'node:crypto';
import type { InferenceCompleted } from '@harmonybatch/contracts';
import type { BatchesReport } from './simulation-report';

/** Hashing many lines at once is cheaper. */
const linesPerUpdate = 512;

/** All outcomes in their order: their digest, and the batches that they came in. */
export class OutcomeHistory {
  private readonly hash = createHash('sha256');
  private lines: string[] = [];
  private lastBatch = '';
  private readonly byReason: Record<string, number> = {};
  private readonly bySize: Record<number, number> = {};

  /**
   * An outcome reached the producer.
   * @param counts whether its request counts: batches without one that does are in no report
   */
  add({ id, status, batch }: InferenceCompleted, atMs: number, counts: boolean): void {
    this.record(`${id} ${status} ${atMs} ${batch?.id ?? '-'}\n`);
    if (counts && batch !== undefined) this.countBatch(batch);
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
