import { randomBytes } from 'node:crypto';
import type { InferenceCompleted } from '@harmonybatch/contracts';

/** A request of a trial, and what became of it. */
export interface TrialRequest {
  readonly app: string;
  readonly sloMs: number;
  readonly sentAtMs: number;
  outcome?: Pick<InferenceCompleted, 'status' | 'error' | 'timing' | 'batch'> & {
    /** When the broker appended it, epoch ms. */
    readonly atMs: number;
  };
  /** Outcomes that came after the first. */
  repeated: number;
}

/** Every request that was sent, by its id. */
export class RequestBook {
  private readonly run = randomBytes(4).toString('hex');
  private readonly byId = new Map<string, TrialRequest>();
  answered = 0;

  /** @returns its id */
  add(app: string, sloMs: number, sentAtMs: number): string {
    const id = `${this.run}-${this.byId.size}`;
    this.byId.set(id, { app, sloMs, sentAtMs, repeated: 0 });
    return id;
  }

  /** @param atMs when the broker appended the outcome, epoch ms */
  answer({ id, status, error, timing, batch }: InferenceCompleted, atMs: number): void {
    const request = this.byId.get(id);
    if (request === undefined) return;
    if (request.outcome !== undefined) return void (request.repeated += 1);
    request.outcome = { status, error, timing, batch, atMs };
    this.answered += 1;
  }

  all(): TrialRequest[] {
    return [...this.byId.values()];
  }

  /** Outcomes that came after the first of their request. */
  get repeated(): number {
    return this.all().reduce((sum, { repeated }) => sum + repeated, 0);
  }

  get open(): number {
    return this.byId.size - this.answered;
  }
}

/** Answered with outputs, by the deadline. */
export const isInTime = ({ outcome }: TrialRequest): boolean =>
  outcome?.status === 'ok' && outcome.timing.lateByMs === undefined;
