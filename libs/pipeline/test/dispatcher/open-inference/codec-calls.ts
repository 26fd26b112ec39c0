import type { ItemResult } from '@harmonybatch/pipeline';
import { OpenInferenceCodec } from '../../../src/dispatcher/codec/open-inference/open-inference-codec';
import type { RequestToRun } from '../../../src/dispatcher/ready-batch';
import { inferenceServer } from './inference-server';

export const codec = new OpenInferenceCodec();
let requests = 0;

/** A request whose payload is this text. */
export function requestOf(inputsJson: string, over: Partial<RequestToRun> = {}): RequestToRun {
  requests += 1;
  return { identity: String(requests).padStart(32, '0'), inputsJson, ...over } as RequestToRun;
}

/** One request with one tensor. */
export const tensor = (shape: readonly number[], data: string, over = ''): string =>
  `{"name":"x","shape":[${shape.join()}],"datatype":"FP32"${over},"data":${data}}`;

export const encoded = (part: readonly RequestToRun[]): string =>
  codec.encode({ batchId: 'b', attempt: 1, model: 'm' }, part);

export async function decoded(body: string | Buffer, part: readonly RequestToRun[]): Promise<ItemResult[] | string> {
  const results = await codec.decode({ body }, part, () => Promise.resolve());
  return 'unreadable' in results ? results.unreadable : results;
}

/** What requests get that are sent to the server as they are divided, by request; what the protocol refuses is left out. */
export async function answersOf(batch: readonly RequestToRun[]): Promise<Map<RequestToRun, unknown>> {
  const answers = new Map<RequestToRun, unknown>();
  for (const part of codec.partition(batch).parts) {
    const { status, body } = inferenceServer(encoded(part));
    const results = status === 200 ? await decoded(body, part) : body;
    part.forEach((request, index) => {
      const result = typeof results === 'string' ? undefined : results[index];
      answers.set(request, result?.kind === 'outputs' ? JSON.parse(result.outputs) : (result ?? results));
    });
  }
  return answers;
}
