import { randomBytes } from 'node:crypto';
import type { InferenceCompleted } from '@harmonybatch/contracts';

/** A request of a trial, and what became of it. */
export interface TrialRequest {
  readonly app: string;
  readonly sloMs: number;
  readonly sentAtMs: number;
  outcome?: Pick<InferenceCompleted, 'status' | 'error' | 'timing' | 'batch'>;
}

/** Every request that was sent, by its id. */
export class RequestBook {
  private readonly run = randomBytes(4).toString('hex');
  private readonly byId = new Map<string, TrialRequest>();
  /** Outcomes that came after the first of their request. */
  repeated = 0;
  answered = 0;

  /** @returns its id */
  add(app: string, sloMs: number, sentAtMs: number): string {
    const id = `${this.run}-${this.byId.size}`;
    this.byId.set(id, { app, sloMs, sentAtMs });
    return id;
  }

  answer({ id, status, error, timing, batch }: InferenceCompleted): void {
    const request = this.byId.get(id);
    if (request === undefined) return;
    if (request.outcome !== undefined) return void (this.repeated += 1);
    request.outcome = { status, error, timing, batch };
    this.answered += 1;
  }

  all(): TrialRequest[] {
    return [...this.byId.values()];
  }

  get open(): number {
    return this.byId.size - this.answered;
  }
}

/** Answered with outputs, by the deadline. */
export const isInTime = ({ outcome }: TrialRequest): boolean =>
  outcome?.status === 'ok' && outcome.timing.lateByMs === undefined;
