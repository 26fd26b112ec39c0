import type { InferenceCompleted } from '@harmonybatch/contracts';
import type { WrittenRequest } from './written-request';

/** What came of one send. */
export interface ReceivedAnswer {
  readonly outputs: unknown;
  readonly text: string;
  readonly outcome?: InferenceCompleted;
}

/**
 * A way to the services. Every call ends when its signal is aborted, and leaves nothing behind; what it then rejects with nobody sees.
 * Faults are InferenceErrors.
 */
export interface Transport {
  /** The app whose requests it sends; empty where whoever takes them knows it by the key. */
  readonly app: string;
  open(signal: AbortSignal): Promise<void>;
  /** Resolves when the request cannot be lost any more. */
  send(request: WrittenRequest, signal: AbortSignal): Promise<void>;
  /** Sends it and resolves with its answer. */
  infer(request: WrittenRequest, signal: AbortSignal): Promise<ReceivedAnswer>;
  /** Why nothing comes through now; null where nothing is known to be wrong. */
  readonly trouble: Error | null;
  close(): Promise<void>;
}
