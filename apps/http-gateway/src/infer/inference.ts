import { InferenceError, type KafkaExchange, recordText, type RequestRecord } from '@harmonybatch/client/exchange';
import type { ModelProfiled } from '@harmonybatch/contracts';
import type { Clock, StageEvents } from '@harmonybatch/ports';
import type { Caller } from '../access/caller-check';
import { inferAnswer, type InferAnswer } from '../answers/infer-answer';
import { refusalOf } from '../answers/outcome-refusal';
import { readOutcome, type ReadOutcome } from '../answers/read-outcome';
import { Refusal } from '../protocol/refusal';
import { AwaitedText } from './awaited-text';
import { ElementError } from '../tensors/datatypes';
import type { OutputForms } from '../tensors/output-forms';
import type { ReadRequest } from './read-request';
import type { RequestToSend } from './request-to-send';

export interface InferencePorts {
  readonly exchange: Pick<KafkaExchange, 'expect' | 'publish'>;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** A request that Kafka has. */
export interface SentRequest {
  readonly id: string;
  /** Of its outcome, JSON; null where none came in time, or nobody waits any more. */
  readonly outcome: Promise<string | null>;
  /** Which outputs go back as bytes. */
  readonly forms: OutputForms;
}

const retryAfterMs = 1_000;

/** Writes requests to Kafka and waits for their outcomes. */
export class Inference {
  constructor(
    private readonly ports: InferencePorts,
    /** How long an outcome is waited for beyond the request's deadline, ms: its function may have begun just before. */
    private readonly graceMs: number,
  ) {}

  /**
   * Resolves when Kafka acknowledged the request.
   * @param gone nobody waits for the outcome any more: it is not sent again, and not waited for
   * @throws Refusal where it is not known to be written
   */
  async send({ request, forms }: ReadRequest, caller: Caller, gone: AbortSignal): Promise<SentRequest> {
    const { exchange, clock } = this.ports;
    const { app } = caller;
    const sloMs = Math.min(request.sloMs ?? Infinity, app.sloMs);
    const awaited = new AwaitedText(clock, sloMs + this.graceMs, gone);
    awaited.onEnd(exchange.expect(app.name, request.id, (text) => awaited.receive(text)));
    try {
      await exchange.publish(recordOf(request, caller), awaited.ended);
    } catch (error) {
      if (!awaited.isReceived) throw this.notWritten(request.id, app.name, error, awaited);
    }
    return { id: request.id, outcome: awaited.text, forms };
  }

  /** What goes back for a request; null where nobody waits any more. @throws Refusal where there are no outputs */
  async answerTo(
    { id, outcome, forms }: SentRequest,
    model: ModelProfiled,
    gone: AbortSignal,
  ): Promise<InferAnswer | null> {
    const text = await outcome;
    if (gone.aborted) return null;
    if (text === null) throw noAnswer(id);
    const read = readOutcome(text);
    if (read === null)
      throw unreadable(
        id,
        'the outcome of the request cannot be read',
        'Is the gateway older than the other services?',
      );
    if (read.status !== 'ok') throw refusalOf(read, id);
    return answerOf(read, model, forms, id);
  }

  private notWritten(id: string, app: string, error: unknown, awaited: AwaitedText): Refusal {
    const isGivenUp = awaited.ended.aborted;
    awaited.giveUp();
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

const noAnswer = (id: string): Refusal =>
  new Refusal(504, {
    code: 'no_answer',
    message: 'no outcome was read before the deadline of the request, nor soon after',
    hint: 'Retry under another id. If it stays, a service behind the gateway stands still: look at the lag of ingest, batcher and dispatcher.',
    id,
  });

const unreadable = (id: string, message: string, hint: string): Refusal =>
  new Refusal(502, { code: 'unreadable_answer', message, hint, id });

function answerOf(read: ReadOutcome, model: ModelProfiled, forms: OutputForms, id: string): InferAnswer {
  try {
    return inferAnswer(read, model, forms);
  } catch (error) {
    if (!(error instanceof ElementError)) throw error;
    throw unreadable(id, `an output cannot be written as bytes: ${error.message}`, 'Ask for the outputs as JSON.');
  }
}
