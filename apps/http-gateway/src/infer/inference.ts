import { InferenceError, type KafkaExchange, recordText, type RequestRecord } from '@harmonybatch/client/exchange';
import type { Clock, StageEvents } from '@harmonybatch/ports';
import type { Caller } from '../access/caller-check';
import type { KeptOutcomes } from '../outcomes/kept-outcomes';
import { Refusal } from '../protocol/refusal';
import { AwaitedText } from './awaited-text';
import type { RequestToSend } from './request-to-send';

export interface InferencePorts {
  readonly exchange: Pick<KafkaExchange, 'expect' | 'publish' | 'trouble'>;
  readonly outcomes: Pick<KeptOutcomes, 'find' | 'isWhole'>;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** A request that Kafka has. */
export interface SentRequest {
  readonly id: string;
  /** Of its outcome, JSON; null where none came in time, or nobody waits any more. */
  readonly outcome: Promise<string | null>;
  /** Until when it is to be expected, epoch ms. */
  readonly untilMs: number;
}

const retryAfterMs = 1_000;

/** Writes requests to Kafka, and brings their outcomes. */
export class Inference {
  constructor(
    private readonly ports: InferencePorts,
    /** How long an outcome is waited for beyond the request's deadline, ms: its function may have begun just before. */
    readonly graceMs: number,
  ) {}

  /**
   * Writes a request whose outcome is waited for; one that has its outcome is not written again, unless it was refused before anything ran.
   * Resolves when Kafka acknowledged it.
   * @param gone nobody waits for the outcome any more: it is not sent again, and not waited for
   * @throws Refusal where it is not known to be written
   */
  async send(request: RequestToSend, caller: Caller, gone: AbortSignal): Promise<SentRequest> {
    const { exchange, clock } = this.ports;
    const { app } = caller;
    const waitMs = this.longestWaitMs(request, caller);
    const untilMs = clock.nowMs() + waitMs;
    const known = await this.found(app.name, request.id);
    if (known !== null && !known.isRejected) return { id: request.id, outcome: Promise.resolve(known.text), untilMs };
    const awaited = new AwaitedText(clock, waitMs, gone);
    awaited.onEnd(exchange.expect(app.name, request.id, (text) => awaited.receive(text)));
    try {
      await exchange.publish(recordOf(request, caller), awaited.ended);
    } catch (error) {
      const isGivenUp = awaited.ended.aborted;
      awaited.giveUp();
      if (!awaited.isReceived) throw this.notWritten(request.id, app.name, error, isGivenUp);
    }
    return { id: request.id, outcome: awaited.text, untilMs };
  }

  /**
   * Writes a request that is asked for later, as `send` does. @returns until when its outcome is to be expected, epoch ms
   * @throws Refusal where it is not known to be written
   */
  async accept(request: RequestToSend, caller: Caller, gone: AbortSignal): Promise<number> {
    const { exchange, clock } = this.ports;
    const { app } = caller;
    const untilMs = clock.nowMs() + this.longestWaitMs(request, caller);
    const known = await this.found(app.name, request.id);
    if (known !== null && !known.isRejected) return untilMs;
    try {
      await exchange.publish(recordOf(request, caller), gone);
    } catch (error) {
      throw this.notWritten(request.id, app.name, error, gone.aborted);
    }
    return untilMs;
  }

  /**
   * The outcome of a request that anybody took, JSON; null where it is to be expected until `untilMs`, epoch ms.
   * @throws Refusal where there is none, and will be none
   */
  async outcomeOf(app: string, id: string, untilMs: number): Promise<string | null> {
    const known = await this.found(app, id);
    if (known !== null) return known.text;
    const { clock, exchange, outcomes } = this.ports;
    if (clock.nowMs() < untilMs) return null;
    throw outcomes.isWhole && exchange.trouble === null ? unknownRequest(id) : notRead(id);
  }

  private longestWaitMs({ sloMs = Infinity }: RequestToSend, { app }: Caller): number {
    return Math.min(sloMs, app.sloMs) + this.graceMs;
  }

  private async found(app: string, id: string) {
    try {
      return await this.ports.outcomes.find(app, id);
    } catch (error) {
      this.ports.events.error('an outcome could not be read again', error, { app, requestId: id });
      throw notRead(id);
    }
  }

  private notWritten(id: string, app: string, error: unknown, isGivenUp: boolean): Refusal {
    if (error instanceof InferenceError && error.code === 'too_large') return tooLarge(id);
    if (!isGivenUp) this.ports.events.error('a request could not be written', error, { app, requestId: id });
    return new Refusal(503, {
      code: 'not_written',
      message: 'Kafka did not acknowledge the request; it may run all the same',
      hint: 'Send it again under the same id: it runs once.',
      id,
      retryAfterMs,
    });
  }
}

const recordOf = ({ traceparent, ...request }: RequestToSend, { app, key }: Caller): RequestRecord => ({
  app: app.name,
  id: request.id,
  value: recordText(app.name, { ...request, dataref: undefined, contentType: undefined }),
  headers: traceparent === undefined ? undefined : { traceparent },
  key,
});

const tooLarge = (id: string): Refusal =>
  new Refusal(413, {
    code: 'too_large',
    message: 'Kafka takes no record of this size',
    hint: 'Send smaller inputs; the limit is max.message.bytes of inference.requested.',
    id,
  });

const unknownRequest = (id: string): Refusal =>
  new Refusal(404, {
    code: 'unknown_request',
    message: 'no outcome of such a request is kept, and none is expected any more',
    hint: 'Outcomes are found for GATEWAY_KEEP_OUTCOMES_MS. Ask sooner, and by the location as the 202 said it.',
    id,
  });

const notRead = (id: string): Refusal =>
  new Refusal(503, {
    code: 'not_ready',
    message: 'outcomes that were written before cannot be read yet',
    hint: 'Ask again in a moment.',
    id,
    retryAfterMs,
  });
