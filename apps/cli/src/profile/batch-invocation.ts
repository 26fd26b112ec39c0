import { randomBytes } from 'node:crypto';
import { FunctionResult, compile } from '@harmonybatch/contracts';
import { utf8Text, type InvocationResult } from '@harmonybatch/ports';
import { Refusal } from '../refusal';

const resultCheck = compile(FunctionResult);
const maxShown = 300;
const idBytes = 16;

/** The body of an invocation with a batch of equal items. `inputs` is JSON, and stays as it is written. */
export function batchBody(model: string, inputs: string, batchSize: number): string {
  const items = Array.from({ length: batchSize }, (_, index) => `{"id":"${index + 1}","inputs":${inputs}}`);
  const batchId = randomBytes(idBytes).toString('hex');
  return `{"batchId":"${batchId}","attempt":1,"model":${JSON.stringify(model)},"items":[${items.join(',')}]}`;
}

/** What an invocation showed of the time it takes. */
export interface Timing {
  /** The platform's own count, s; absent where it gives none. */
  readonly platformSeconds?: number;
}

/**
 * Reads the answer to a batch.
 * @throws Refusal where an item failed or is missing: how long a failure takes says nothing of the model
 */
export function timingOf(result: InvocationResult & { readonly kind: 'answered' }, batchSize: number): Timing {
  const text = typeof result.body === 'string' ? result.body : utf8Text(result.body);
  const answer = parsed(text ?? '');
  if (!resultCheck.check(answer))
    throw new Refusal(
      `The function did not answer as functions do: ${(text ?? 'bytes').slice(0, maxShown)}`,
      [],
      itemHint,
    );
  const failed = answer.items.find((item) => 'error' in item && item.error !== undefined);
  if (failed !== undefined)
    throw new Refusal(`The function answered an error: ${JSON.stringify(failed).slice(0, maxShown)}`, [], itemHint);
  if (answer.items.length !== batchSize)
    throw new Refusal(`The function answered ${answer.items.length} of ${batchSize} items.`, [], itemHint);
  return result.platformDurationMs === undefined ? {} : { platformSeconds: platformSeconds(result.platformDurationMs) };
}

const itemHint = 'Give an item that the model takes with --inputs.';
const msPerSecond = 1000;

/** Platforms count milliseconds begun: of whole ones the middle is taken. */
const platformSeconds = (ms: number): number =>
  (Number.isInteger(ms) && ms >= 1 ? ms - 0.5 : Math.max(ms, 0.001)) / msPerSecond;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
