import { setTimeout as sleep } from 'node:timers/promises';
import { accessMend, errorText, isAccessRefused } from '@harmonybatch/messaging/client';
import { InferenceError } from '../inference-error';

const pauseMs = 250;

/** A connection that is made when it is first asked for, and tried until it is there. */
export class Opening {
  private attempt: Promise<void> | null = null;
  private lastFault: Error | null = null;

  /** @param closing ends the attempts */
  constructor(
    private readonly connect: () => Promise<void>,
    private readonly closing: AbortSignal,
  ) {}

  /** Why it could not be made the last time; null once it is made. */
  get fault(): Error | null {
    return this.lastFault;
  }

  /** Resolves when it is made. @throws InferenceError `access_refused`, after which the next call tries again, and `closed` */
  opened(): Promise<void> {
    this.attempt ??= this.tryUntilMade().catch((error: unknown) => {
      this.attempt = null;
      throw error;
    });
    return this.attempt;
  }

  /** Resolves when nothing is tried any more. */
  async ended(): Promise<void> {
    await this.attempt?.catch(() => undefined);
  }

  private async tryUntilMade(): Promise<void> {
    while (!this.closing.aborted) {
      try {
        await this.connect();
        this.lastFault = null;
        return;
      } catch (error) {
        this.lastFault = new Error(errorText(error), { cause: error });
        if (isAccessRefused(error)) throw accessRefused(error);
        await sleep(pauseMs, undefined, { signal: this.closing }).catch(() => undefined);
      }
    }
    throw new InferenceError('closed', 'it was closed before Kafka was reached');
  }
}

/** Kafka does not let us do what we want. */
export const accessRefused = (error: unknown): InferenceError =>
  new InferenceError('access_refused', errorText(error), { hint: accessMend(error) ?? undefined, cause: error });
