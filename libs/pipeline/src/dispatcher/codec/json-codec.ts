import { type FunctionAnswer, utf8Text } from '@harmonybatch/ports';
import { JsonCursor } from '../../records/json-cursor';
import { answerItems, maxAnswerBytes, type AnswerItem } from '../answer/function-answer';
import { cutAnswer, itemResult, noResult, type ItemResult, type TextForm } from '../answer/item-result';
import type { RequestToRun } from '../ready-batch';
import { FunctionCodec, type CallOfBatch, type Partition, type YieldTurn } from './function-codec';

/** So much of an answer is read before others get their turn, characters. */
const charsPerTurn = 1024 * 1024;
/** So many entries alike. */
const itemsPerTurn = 64;

/** The default codec: `POST /invoke` with one item a request, JSON both ways. Items are named by identity. */
export class JsonCodec extends FunctionCodec {
  override partition(requests: readonly RequestToRun[]): Partition {
    return { parts: [requests], refused: [] };
  }

  override encode(call: CallOfBatch, requests: readonly RequestToRun[]): string {
    const { batchId, attempt, model, traceparent } = call;
    const head = JSON.stringify({ batchId, attempt, model, traceparent }).slice(0, -1);
    return `${head},"items":[${requests.map(itemJson).join(',')}]}`;
  }

  override maxAnswerBytes(items: number): number {
    return maxAnswerBytes(items);
  }

  /** Each item is read for itself, the first one of an id counts, and what nobody asked for is passed over. */
  override async decode(
    { body, cutAtBytes }: FunctionAnswer,
    requests: readonly RequestToRun[],
    rest: YieldTurn,
  ): Promise<ItemResult[] | { readonly unreadable: string }> {
    const identities = requests.map(({ identity }) => identity);
    const { text, form } = textOf(body);
    const items = answerItems(text);
    if (items === null && cutAtBytes === undefined) return { unreadable: describeAnswer(text) };
    const results = items === null ? new Map<string, ItemResult>() : await resultsOf(items, identities, form, rest);
    if (results.size === 0 && cutAtBytes === undefined && isBroken(text)) return { unreadable: describeAnswer(text) };
    return identities.map((identity) => results.get(identity) ?? missing(cutAtBytes));
  }
}

/** The payload is put in as the text that it is. */
function itemJson({ identity: id, dataref, contentType, inputsJson, parametersJson }: RequestToRun): string {
  const inputs = inputsJson === undefined ? '' : `,"inputs":${inputsJson}`;
  const parameters = parametersJson === undefined ? '' : `,"parameters":${parametersJson}`;
  return `${JSON.stringify({ id, dataref, contentType }).slice(0, -1)}${inputs}${parameters}}`;
}

async function resultsOf(
  items: Iterable<AnswerItem | null>,
  identities: readonly string[],
  form: TextForm,
  rest: YieldTurn,
): Promise<Map<string, ItemResult>> {
  const asked = new Set(identities);
  const results = new Map<string, ItemResult>();
  let readSinceRest = 0;
  for (const item of items) {
    if (item !== null && asked.has(item.id) && !results.has(item.id)) results.set(item.id, itemResult(item, form));
    if (results.size === asked.size) break;
    readSinceRest += charsPerTurn / itemsPerTurn + (item?.outputs?.length ?? 0) + (item?.error?.length ?? 0);
    if (readSinceRest < charsPerTurn) continue;
    readSinceRest = 0;
    await rest();
  }
  return results;
}

/** An answer that is not UTF-8 is taken byte by byte: its structure is ASCII, and some of its items may be UTF-8. */
function textOf(body: string | Buffer): { readonly text: string; readonly form: TextForm } {
  if (typeof body === 'string') return { text: body, form: 'utf8' };
  const text = utf8Text(body);
  return text === null ? { text: body.toString('latin1'), form: 'bytes' } : { text, form: 'utf8' };
}

const missing = (cutAtBytes: number | undefined): ItemResult =>
  cutAtBytes === undefined ? noResult('no_result') : cutAnswer(cutAtBytes);

/** Whether an answer is not JSON. One that is larger than a rest allows is not looked through only to tell what was wrong. */
function isBroken(text: string): boolean {
  if (text.length > charsPerTurn) return false;
  try {
    const cursor = new JsonCursor(text, { acceptsNonFinite: true });
    cursor.value();
    cursor.end();
    return false;
  } catch {
    return true;
  }
}

const shownLength = 80;

function describeAnswer(text: string): string {
  if (text.trim() === '') return 'the answer is empty; {"items": [{"id", "outputs" | "error"}]} was expected';
  return `not a JSON object with a list of items: ${JSON.stringify(text.slice(0, shownLength))}`;
}
