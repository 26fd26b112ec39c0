import { InferenceCompleted, compile } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import type { RequestLedger } from '@harmonybatch/traffic';
import type { ExecutionTally } from './execution-tally';

const check = compile(InferenceCompleted);

/** Id of request `number` of a run. */
export const requestId = (run: string, number: number): string => `replay-${run}-${number}`;

/** Takes the outcomes of one run out of `inference.completed`; those of other producers are left alone. */
export class AnswerIntake {
  private readonly idPrefix: string;
  private readonly marker: Buffer;
  /** Records of this run that do not keep to the contract. */
  unreadable = 0;

  /** @param apps names by the number that the ledger knows them by */
  constructor(
    run: string,
    private readonly apps: readonly string[],
    private readonly ledger: RequestLedger,
    private readonly tally: ExecutionTally,
  ) {
    this.idPrefix = `replay-${run}-`;
    this.marker = Buffer.from(this.idPrefix);
  }

  /** @param nowMs monotonic clock, at receipt */
  take({ value }: Pick<InboundRecord, 'value'>, nowMs: number): void {
    if (value === null || !value.includes(this.marker)) return;
    const outcome = this.parse(value);
    if (outcome === undefined) {
      this.unreadable += 1;
      return;
    }
    const number = this.numberOf(outcome.id);
    const app = number === undefined ? undefined : this.ledger.appOf(number);
    if (number === undefined || app === undefined || this.apps[app] !== outcome.app) return;
    if (this.ledger.answer(number, outcome.status, nowMs)) this.tally.add(outcome);
  }

  private parse(value: Buffer): InferenceCompleted | undefined {
    try {
      const parsed: unknown = JSON.parse(value.toString('utf8'));
      return check.check(parsed) ? parsed : undefined;
    } catch {
      return undefined;
    }
  }

  private numberOf(id: string): number | undefined {
    const digits = id.startsWith(this.idPrefix) ? id.slice(this.idPrefix.length) : '';
    return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
  }
}
