import type { InferenceCompleted } from '@harmonybatch/contracts';
import type { JsonText } from './json-text';

/** A request. It has `inputs` or a `dataref`. */
export interface InferenceRequest {
  /** What the model gets: any JSON of up to 256 KiB, of which no digit changes where it comes as {@link JsonText}. Over HTTP: tensors. */
  readonly inputs?: unknown;
  /** URL that the model's container fetches its inputs from; over Kafka alone. */
  readonly dataref?: string;
  /** Says that `inputs` is base64 of that type; over Kafka alone. */
  readonly contentType?: string;
  /** Up to 64 fields that are passed on to the model, as {@link JsonText} or as an object. */
  readonly parameters?: Readonly<Record<string, unknown>> | JsonText;
  /**
   * At most 256 characters; absent: a new UUID. The same id of an app is the same request: while it is remembered, a minute at least,
   * one that is sent again runs nothing and gets no outcome of its own.
   */
  readonly id?: string;
  /** Deadline tighter than the app's, ms from the arrival at Kafka. What is repeated gets what is left of it. */
  readonly sloMs?: number;
}

export interface SendOptions {
  /** Ends it: the promise rejects with the code `aborted`. What was sent already is not called back. */
  readonly signal?: AbortSignal;
  /** Longest time until it settles, ms, repeats included; 30,000 where absent, at most a day. */
  readonly timeoutMs?: number;
}

export interface InferOptions extends SendOptions {
  /** Most times that it is sent, the first included; the client's `maxAttempts` where absent. 1: no repeats. */
  readonly maxAttempts?: number;
}

/** The answer of the model. */
export interface InferenceAnswer {
  /** Id under which it was answered: another one than that of the request where it was repeated after an outcome. */
  readonly id: string;
  /** What the model answered, parsed; over HTTP its tensors. Absent where it answered nothing. */
  readonly outputs: unknown;
  /** From the call to the answer, ms, by the clock of this process. */
  readonly latencyMs: number;
  /** How often it was sent. */
  readonly attempts: number;
  /** The whole record or body as it came: every digit of it. */
  readonly text: string;
  /** The outcome with its times, its batch and its cost; over Kafka alone. */
  readonly outcome?: InferenceCompleted;
}

/**
 * Sends requests of one app. Make one for the program, and close it at its end.
 *
 * What is not acknowledged is sent again under the same id. That is safe: the id and the app make the request, so the services run it once
 * however often it is written, and its one outcome is the answer to all of them. What was answered as `retryable` is another matter: its id
 * has its outcome for good, so it is sent again under a new one, after a random pause below one that doubles (full jitter), and only
 * where that pause ends before the timeout and the `sloMs`.
 */
export interface InferenceClient {
  /**
   * Connects, and reads outcomes from their present end on. The first request does so too; who opens at the start finds out early.
   * @throws InferenceError `unreachable` when that took longer than `timeoutMs`, `access_refused`, `aborted`, `closed`
   */
  open(options?: SendOptions): Promise<void>;
  /**
   * Sends a request and waits for its answer.
   * @throws InferenceError with the code of its outcome, or `timeout`, `aborted`, `unreachable`, `access_refused`, `not_acknowledged`,
   * `too_many_open`, `closed`; `invalid` and `too_large` before anything is sent
   */
  infer(request: InferenceRequest, options?: InferOptions): Promise<InferenceAnswer>;
  /**
   * Sends a request and waits until it cannot be lost any more. @returns its id
   * @throws InferenceError as `infer`, without the codes of outcomes
   */
  send(request: InferenceRequest, options?: SendOptions): Promise<string>;
  /** Rejects what is open with `closed`, and disconnects. Idempotent. */
  close(): Promise<void>;
}
