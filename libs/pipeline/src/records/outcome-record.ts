import { headersOfOutcome, sendAgainHint, topics, type InferenceCompleted } from '@harmonybatch/contracts';
import type { OutboundRecord } from '@harmonybatch/ports';

/** An outcome to be written. Its outputs are JSON as the function wrote them: they are never parsed and serialised again. */
export type Outcome = Omit<InferenceCompleted, 'outputs'> & { readonly outputsJson?: string };

/** The record of an outcome in `inference.completed`, whoever decided it. */
export const outcomeRecord = (outcome: Outcome): OutboundRecord => ({
  topic: topics.inferenceCompleted.name,
  key: outcome.identity,
  value: textOf(withHint(outcome)),
  headers: headersOfOutcome(outcome),
});

/** A retryable error says how to retry. */
const withHint = (outcome: Outcome): Outcome =>
  outcome.error?.retryable && outcome.error.hint === undefined
    ? { ...outcome, error: { ...outcome.error, hint: sendAgainHint } }
    : outcome;

/** Written out and not copied: objects that are spread from others take many times as long to write. */
function textOf(outcome: Outcome): string {
  const { identity, id, app, source, traceparent, status, error, timing, sloMs, requestedSloMs, batch, cost } = outcome;
  const { outputsJson } = outcome;
  const envelope = {
    identity,
    id,
    app,
    source,
    traceparent,
    status,
    error,
    timing,
    sloMs,
    requestedSloMs,
    batch,
    cost,
  };
  const text = JSON.stringify(envelope satisfies Record<keyof Omit<InferenceCompleted, 'outputs'>, unknown>);
  return outputsJson === undefined ? text : `${text.slice(0, -1)},"outputs":${outputsJson}}`;
}
