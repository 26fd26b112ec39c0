import {
  compile,
  errorCodes,
  FunctionItemError,
  FunctionResult,
  limits,
  type FunctionInvocation,
  type InferenceAccepted,
  type OutcomeError,
} from '@harmonybatch/contracts';
import { portabilityFault } from '../records/portable-json';

export type ItemResult =
  { readonly kind: 'outputs'; readonly outputs: unknown } | { readonly kind: 'error'; readonly error: OutcomeError };

/** How a batch is written to a function and how its answer is read. */
export abstract class FunctionCodec {
  abstract encode(batchId: string, attempt: number, model: string, requests: readonly InferenceAccepted[]): string;
  /** One result an identity, in the order given; or why the whole answer could not be read. */
  abstract decode(answer: string, identities: readonly string[]): ItemResult[] | { readonly unreadable: string };
}

const resultValidator = compile(FunctionResult);
const errorValidator = compile(FunctionItemError);
const maxExplanationLength = 500;
/** What a record holds beside the outputs takes less than this, bytes. */
const envelopeBytes = 64 * 1024;
const mostOutputBytes = limits.maxRecordBytes - envelopeBytes;
/** No answer of this length grows to more when it is written again: `1e20` becomes 21 digits. */
const surelyCarriedLength = mostOutputBytes / 8;

type Item = FunctionResult['items'][number];

/** The default codec: `POST /invoke` with one item a request, JSON both ways. Items are named by identity. */
export class JsonCodec extends FunctionCodec {
  encode(batchId: string, attempt: number, model: string, requests: readonly InferenceAccepted[]): string {
    const items = requests.map(({ identity: id, inputs, dataref, contentType, parameters }) => ({
      id,
      ...(inputs === undefined ? {} : { inputs }),
      ...(dataref === undefined ? {} : { dataref }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(parameters === undefined ? {} : { parameters }),
    }));
    const body: FunctionInvocation = { batchId, attempt, model, items };
    return JSON.stringify(body);
  }

  decode(answer: string, identities: readonly string[]): ItemResult[] | { readonly unreadable: string } {
    const parsed = parseAnswer(answer);
    if ('unreadable' in parsed) return parsed;
    const byId = new Map(parsed.items.map((item) => [item.id, item]));
    const mayBeTooLarge = answer.length > surelyCarriedLength;
    return identities.map((identity) => itemResult(byId.get(identity), mayBeTooLarge));
  }
}

function parseAnswer(answer: string): FunctionResult | { readonly unreadable: string } {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch (error) {
    return { unreadable: `no JSON: ${String(error).slice(0, maxExplanationLength)}` };
  }
  if (resultValidator.check(value)) return value;
  const fault = resultValidator.explain(value)[0];
  return { unreadable: `${fault?.field}: ${fault?.message}`.slice(0, maxExplanationLength) };
}

const failed = (code: 'no_result' | 'unreadable_answer', message: string = errorCodes[code].meaning): ItemResult => ({
  kind: 'error',
  error: { code, message, retryable: errorCodes[code].retryable },
});

/** An item may have outputs and say that its error is none, such as null. */
function itemResult(item: Item | undefined, mayBeTooLarge: boolean): ItemResult {
  if (item === undefined) return failed('no_result');
  const error: unknown = 'error' in item ? item.error : undefined;
  if (errorValidator.check(error)) {
    return { kind: 'error', error: { code: error.code, message: error.message, retryable: error.retryable ?? false } };
  }
  return 'outputs' in item ? outputsResult(item.outputs, mayBeTooLarge) : failed('no_result');
}

/** Outputs that cannot be carried as they are would stop their batch for good: they are this item's error. */
function outputsResult(outputs: unknown, mayBeTooLarge: boolean): ItemResult {
  const fault = portabilityFault(outputs);
  if (fault !== null)
    return failed('unreadable_answer', `outputs${fault.field}: ${fault.message}`.slice(0, maxExplanationLength));
  const bytes = mayBeTooLarge ? Buffer.byteLength(JSON.stringify(outputs)) : 0;
  if (bytes <= mostOutputBytes) return { kind: 'outputs', outputs };
  return failed('unreadable_answer', `outputs take ${bytes} bytes of JSON; at most ${mostOutputBytes} are carried`);
}
