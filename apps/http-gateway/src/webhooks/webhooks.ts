import type { IncomingHttpHeaders } from 'node:http';
import type { AppRegistered } from '@harmonybatch/contracts';
import { sleep, type Clock, type StageEvents } from '@harmonybatch/ports';
import { gatewayMetrics } from '@harmonybatch/telemetry';
import type { Caller } from '../access/caller-check';
import { answerOfOutcome, type AnsweredRequest } from '../answers/answer-of-outcome';
import type { SentRequest } from '../infer/inference';
import type { KeptOutcomes } from '../outcomes/kept-outcomes';
import { errorBody, Refusal } from '../protocol/refusal';
import { RefusedAddressError } from './address-guard';
import type { WebhookPost } from './post-webhook';
import { webhookHeaders, webhookIdOf } from './webhook-headers';
import { webhookOf, type WebhookTarget } from './webhook-url';

export interface WebhooksPorts {
  readonly outcomes: Pick<KeptOutcomes, 'find'>;
  readonly post: (post: WebhookPost) => Promise<number>;
  readonly clock: Clock;
  readonly events: StageEvents;
}

export interface WebhooksOptions {
  /** That may be posted to. */
  readonly origins: readonly string[];
  /** Requests whose answers are still to be posted. */
  readonly maxPending: number;
}

/** Whose answer is posted, and where. */
export interface Webhook extends AnsweredRequest {
  readonly app: Pick<AppRegistered, 'name'>;
  readonly target: WebhookTarget;
}

/** Pauses before it is posted again, ms; then it is given up. */
const pausesMs = [1_000, 5_000, 20_000, 60_000] as const;
const timeoutMs = 10_000;
/** Posts at a time: each has its answer in memory. */
const maxPosts = 16;
const retryAfterMs = 1_000;
const gone = 410;

type Result = 'delivered' | 'failed' | 'refused';

/** Answers that are to be posted: each at least once, while this process lives. What waits to be posted is read from Kafka for that. */
export class Webhooks {
  private pending = 0;
  private posts = 0;
  private readonly waiting: (() => void)[] = [];
  private tellIdle: () => void = () => undefined;

  constructor(
    private readonly ports: WebhooksPorts,
    private readonly options: WebhooksOptions,
  ) {}

  get count(): number {
    return this.pending;
  }

  /** Where a call wants its answer posted; undefined where it does not. @throws Refusal with status 400 or 401 */
  targetOf(headers: IncomingHttpHeaders, caller: Caller): WebhookTarget | undefined {
    return webhookOf(headers, caller, this.options.origins);
  }

  /** Takes a place for an answer that will be posted, which `deliver` or `release` gives back. @throws Refusal where there is none */
  take(): void {
    if (this.pending >= this.options.maxPending) throw full(this.options.maxPending);
    this.pending += 1;
  }

  release(): void {
    this.pending -= 1;
    if (this.pending === 0) this.tellIdle();
  }

  /** Posts the answer as soon as it is there, and again where that fails. Never rejects. */
  async deliver(sent: SentRequest, webhook: Webhook): Promise<void> {
    try {
      const isThere = (await sent.outcome) !== null;
      const result = await this.attempts(webhook, isThere);
      this.ports.events.count(gatewayMetrics.webhooks, { result });
    } finally {
      this.release();
    }
  }

  /** Resolves when none is to be posted any more. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.tellIdle = resolve;
      if (this.pending === 0) resolve();
    });
  }

  private async attempts(webhook: Webhook, isThere: boolean): Promise<Result> {
    const { events, clock } = this.ports;
    const { app, id, target } = webhook;
    for (let attempt = 0; ; attempt += 1) {
      const fault = await this.inTurn(() => this.attempt(webhook, isThere));
      if (fault === null) return 'delivered';
      const fields = { app: app.name, requestId: id, url: target.url.origin, error: fault.message };
      const pauseMs =
        fault instanceof RefusedAddressError || fault instanceof GoneError ? undefined : pausesMs[attempt];
      if (pauseMs === undefined) {
        events.warn('an answer was not posted to its webhook; it can be polled for', fields);
        return fault instanceof RefusedAddressError ? 'refused' : 'failed';
      }
      events.debug('an answer could not be posted to its webhook; retrying', fields);
      await sleep(clock, pauseMs);
    }
  }

  /** Null where the receiver took it, else what was wrong. */
  private async attempt(webhook: Webhook, isThere: boolean): Promise<Error | null> {
    const { post, clock, outcomes } = this.ports;
    const { app, id, target } = webhook;
    try {
      const found = isThere ? await outcomes.find(app.name, id) : null;
      const { body, headers } = answerTo(found?.text ?? null, webhook);
      const signed = webhookHeaders(webhookIdOf(app.name, id), body, target.key, clock.nowMs());
      const status = await post({ url: target.url, headers: { ...headers, ...signed }, body, timeoutMs });
      if (status === gone) return new GoneError('it answered 410');
      return status >= 200 && status < 300 ? null : new Error(`it answered ${status}`);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.posts >= maxPosts) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.posts += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.posts -= 1;
      else next();
    }
  }
}

/** The receiver says that it is there no more. */
class GoneError extends Error {}

/** What the call would have been answered with; an error has the fields that errors have. */
function answerTo(text: string | null, request: AnsweredRequest) {
  try {
    return answerOfOutcome(text, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { body: errorBody(error), headers: { 'content-type': 'application/json' } };
  }
}

const full = (max: number): Refusal =>
  new Refusal(429, {
    code: 'overloaded',
    message: `${max} answers are to be posted, as many as this gateway holds`,
    hint: 'Retry with growing pauses, or poll for the answer.',
    retryAfterMs,
  });
