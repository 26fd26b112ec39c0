import type { ModelProfiled } from '@harmonybatch/contracts';
import { headLengthHeader } from '../tensors/binary-inputs';
import { divided } from '../tensors/binary-outputs';
import type { OutputForms } from '../tensors/output-forms';
import type { ReadOutcome } from './read-outcome';

/** What goes back for a request that was answered. */
export interface InferAnswer {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The response to a request as the Open Inference Protocol has it; outputs stand in it as the function wrote them, or as bytes behind it.
 * @throws ElementError where an output that is wanted as bytes does not fit its type
 */
export function inferAnswer(
  outcome: ReadOutcome,
  model: Pick<ModelProfiled, 'name' | 'version'>,
  forms: OutputForms,
): InferAnswer {
  const { json, bytes } = divided(outcome.outputsJson ?? '[]', forms);
  const fields = JSON.stringify({ model_name: model.name, model_version: model.version, id: outcome.id });
  const head = `${fields.slice(0, -1)},"outputs":${json}}`;
  const timing = timingHeaders(outcome);
  if (bytes.length === 0) return { body: head, headers: { 'content-type': 'application/json', ...timing } };
  return {
    body: Buffer.concat([Buffer.from(head), ...bytes]),
    headers: {
      'content-type': 'application/octet-stream',
      [headLengthHeader]: String(Buffer.byteLength(head)),
      ...timing,
    },
  };
}

/** Where the time of a request went: `server-timing` of the W3C, and how late it was. */
export function timingHeaders({ timing, batch }: ReadOutcome): Readonly<Record<string, string>> {
  const { queuedMs, executedMs, lateByMs } = timing;
  return {
    'server-timing': `queued;dur=${rounded(queuedMs)}, executed;dur=${rounded(executedMs)}`,
    ...(batch === undefined ? {} : { 'hb-batch-size': String(batch.size) }),
    ...(lateByMs === undefined ? {} : { 'hb-late-by-ms': rounded(lateByMs) }),
  };
}

const rounded = (ms: number): string => String(Math.round(ms * 10) / 10);
