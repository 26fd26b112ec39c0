import type { ModelProfiled } from '@harmonybatch/contracts';
import { Refusal } from '../protocol/refusal';
import { ElementError } from '../tensors/datatypes';
import type { OutputForms } from '../tensors/output-forms';
import { inferAnswer, type InferAnswer } from './infer-answer';
import { refusalOf } from './outcome-refusal';
import { readOutcome } from './read-outcome';

/** What a request is known by when its outcome is answered. */
export interface AnsweredRequest {
  /** That its client knows. */
  readonly id: string;
  readonly model: Pick<ModelProfiled, 'name' | 'version'>;
  readonly forms: OutputForms;
}

/**
 * What goes back for a request.
 * @param text of its outcome, JSON; null where none came in time
 * @throws Refusal where there are no outputs
 */
export function answerOfOutcome(text: string | null, { id, model, forms }: AnsweredRequest): InferAnswer {
  if (text === null) throw noAnswer(id);
  const outcome = readOutcome(text);
  if (outcome === null)
    throw unreadable(id, 'the outcome of the request cannot be read', 'Is the gateway older than the other services?');
  if (outcome.status !== 'ok') throw refusalOf(outcome, id);
  try {
    return inferAnswer(outcome, model, forms);
  } catch (error) {
    if (!(error instanceof ElementError)) throw error;
    throw unreadable(id, `an output cannot be written as bytes: ${error.message}`, 'Ask for the outputs as JSON.');
  }
}

const noAnswer = (id: string): Refusal =>
  new Refusal(504, {
    code: 'no_answer',
    message: 'no outcome was read before the deadline of the request, nor soon after',
    hint: 'Retry under another id. If it stays, a service behind the gateway stands still: look at the lag of ingest, batcher and dispatcher.',
    id,
  });

const unreadable = (id: string, message: string, hint: string): Refusal =>
  new Refusal(502, { code: 'unreadable_answer', message, hint, id });
