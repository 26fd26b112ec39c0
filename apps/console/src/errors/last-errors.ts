import { errorCodes } from '@harmonybatch/contracts';
import type { OutcomeEnvelope } from '../reading/outcome-envelope';

export interface LastError {
  readonly atMs: number;
  readonly message: string;
}

/** The last outcome with each error code. */
export class LastErrors {
  private readonly byCode = new Map<string, LastError>();

  take({ error, timing: { completedAtMs } }: OutcomeEnvelope): void {
    if (error === undefined || !Object.hasOwn(errorCodes, error.code)) return;
    const before = this.byCode.get(error.code);
    if (before === undefined || before.atMs <= completedAtMs)
      this.byCode.set(error.code, { atMs: completedAtMs, message: error.message });
  }

  of(code: string): LastError | undefined {
    return this.byCode.get(code);
  }
}
