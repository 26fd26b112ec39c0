import type { FunctionAnswer } from '@harmonybatch/ports';
import { maxAnswerBytes } from '../../answer/function-answer';
import { cutAnswer, outputsResult, type ItemResult } from '../../answer/item-result';
import type { RequestToRun } from '../../ready-batch';
import { FunctionCodec, type CallOfBatch, type Partition, type YieldTurn } from '../function-codec';
import { kindOf, readItem, type InferenceItem } from './inference-item';
import { cutTensor, readAnswer, type OutputTensor } from './output-tensors';
import type { Tensor } from './tensor';
import { joinedData } from './tensor-data';

/**
 * The Open Inference Protocol, version 2, as KServe, Triton and others speak it over HTTP, with tensors as JSON. The
 * tensors of requests that differ in their rows alone are put together along the first dimension, and the outputs
 * divided in the same way; elements are text all the way.
 */
export class OpenInferenceCodec extends FunctionCodec {
  /** A request is read once, however many times it is sent. */
  private readonly items = new WeakMap<RequestToRun, InferenceItem | string>();

  override partition(requests: readonly RequestToRun[]): Partition {
    const parts = new Map<string | RequestToRun, RequestToRun[]>();
    const refused: Partition['refused'][number][] = [];
    for (const request of requests) {
      const item = this.read(request);
      if (typeof item === 'string') refused.push({ request, message: item });
      else addTo(parts, item.rows === null ? request : kindOf(item), request);
    }
    return { parts: [...parts.values()], refused };
  }

  override encode({ batchId, attempt }: CallOfBatch, requests: readonly RequestToRun[]): string {
    const items = requests.map((request) => this.itemOf(request));
    const { tensors, outputsJson, parametersJson } = items[0]!;
    const joined = tensors.map((_, index) => joinedTensor(items.map((item) => item.tensors[index]!)));
    return jsonObject({
      id: JSON.stringify(`${batchId}.${attempt}`),
      parameters: parametersJson,
      inputs: `[${joined.join(',')}]`,
      outputs: outputsJson,
    });
  }

  override maxAnswerBytes(items: number): number {
    return maxAnswerBytes(items);
  }

  /** An answer to a single request is its result as it stands, whatever its shape. */
  override async decode(
    { body, cutAtBytes }: FunctionAnswer,
    requests: readonly RequestToRun[],
    rest: YieldTurn,
  ): Promise<ItemResult[] | { readonly unreadable: string }> {
    if (cutAtBytes !== undefined) return requests.map(() => cutAnswer(cutAtBytes));
    const answer = typeof body === 'string' ? readAnswer(body) : 'not UTF-8';
    if (typeof answer === 'string') return { unreadable: answer };
    if (requests.length === 1) return [outputsResult(answer.outputsJson, 'utf8')];
    const rows = requests.map((request) => this.itemOf(request).rows ?? 0);
    const outputs = await dividedOutputs(answer.tensors, rows, rest);
    if (typeof outputs === 'string') return { unreadable: outputs };
    return outputs.map((tensors) => outputsResult(`[${tensors.join(',')}]`, 'utf8'));
  }

  private read(request: RequestToRun): InferenceItem | string {
    const known = this.items.get(request);
    if (known !== undefined) return known;
    const item = readItem(request);
    this.items.set(request, item);
    return item;
  }

  private itemOf(request: RequestToRun): InferenceItem {
    const item = this.read(request);
    if (typeof item === 'string') throw new Error(`a request was sent that is of no part: ${item}`);
    return item;
  }
}

function addTo<K>(parts: Map<K, RequestToRun[]>, key: K, request: RequestToRun): void {
  const part = parts.get(key);
  if (part === undefined) parts.set(key, [request]);
  else part.push(request);
}

/** Tensors of the same kind as one, of all their rows. */
function joinedTensor(tensors: readonly Tensor[]): string {
  const { name, datatype, shape, parametersJson } = tensors[0]!;
  const rows = tensors.reduce((sum, tensor) => sum + tensor.shape[0]!, 0);
  return jsonObject({
    name: JSON.stringify(name),
    shape: JSON.stringify([rows, ...shape.slice(1)]),
    datatype: JSON.stringify(datatype),
    parameters: parametersJson,
    data: joinedData(tensors.map(({ dataJson }) => dataJson)),
  });
}

/** By request, its part of every tensor. */
async function dividedOutputs(
  tensors: readonly OutputTensor[],
  rows: readonly number[],
  rest: YieldTurn,
): Promise<string[][] | string> {
  const outputs = rows.map((): string[] => []);
  for (const tensor of tensors) {
    const parts = cutTensor(tensor, rows);
    if (typeof parts === 'string') return parts;
    parts.forEach((part, index) => outputs[index]!.push(part));
    await rest();
  }
  return outputs;
}

/** An object of members that are JSON already; those that are not given are left out. */
const jsonObject = (members: Readonly<Record<string, string | undefined>>): string =>
  `{${Object.entries(members)
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`;
