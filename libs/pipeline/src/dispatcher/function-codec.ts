import {
  compile,
  errorCodes,
  FunctionResult,
  type FunctionInvocation,
  type InferenceAccepted,
  type OutcomeError,
} from '@harmonybatch/contracts';

export type ItemResult =
  { readonly kind: 'outputs'; readonly outputs: unknown } | { readonly kind: 'error'; readonly error: OutcomeError };

/** How a batch is written to a function and how its answer is read. */
export abstract class FunctionCodec {
  abstract encode(batchId: string, attempt: number, model: string, requests: readonly InferenceAccepted[]): string;
  /** One result an identity, in the order given; or why the whole answer could not be read. */
  abstract decode(answer: string, identities: readonly string[]): ItemResult[] | { readonly unreadable: string };
}

const resultValidator = compile(FunctionResult);
const maxExplanationLength = 500;
const maxCodeLength = 64;

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
    return identities.map((identity) => itemResult(byId.get(identity)));
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

function itemResult(item: FunctionResult['items'][number] | undefined): ItemResult {
  if (item === undefined) {
    const { retryable, meaning } = errorCodes.no_result;
    return { kind: 'error', error: { code: 'no_result', message: meaning, retryable } };
  }
  if (!('error' in item)) return { kind: 'outputs', outputs: item.outputs };
  const { code, message, retryable } = item.error;
  return { kind: 'error', error: { code: code.slice(0, maxCodeLength), message, retryable: retryable ?? false } };
}
