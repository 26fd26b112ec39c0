import { InferenceError } from '../inference-error';
import type { ReceivedAnswer, Transport } from '../transport';
import type { WrittenRequest } from '../written-request';
import { bodyOf, errorOf, readReply, type HttpReply } from './http-reply';

export interface HttpTerms {
  /** Of the gateway, without a slash at its end. */
  readonly url: string;
  readonly app: string;
  readonly model: string;
  readonly version: string | undefined;
  readonly apiKey: string | undefined;
}

/** Largest reply that is read, bytes: more than any record of an outcome. */
const maxReplyBytes = 16 * 1024 * 1024;

/** Sends requests of one app for one model over HTTP, by version 2 of the Open Inference Protocol. */
export class HttpTransport implements Transport {
  readonly app: string;
  private fault: Error | null = null;

  constructor(private readonly terms: HttpTerms) {
    this.app = terms.app;
  }

  get trouble(): Error | null {
    return this.fault;
  }

  async open(signal: AbortSignal): Promise<void> {
    const reply = await this.call('/v2/health/ready', { method: 'GET', headers: this.access(), signal });
    if (reply.status !== 200) throw errorOf(reply, bodyOf(reply.text), undefined);
  }

  /** A gateway that knows no `respond-async` answers, and then nothing can be lost either. */
  async send(request: WrittenRequest, signal: AbortSignal): Promise<void> {
    const reply = await this.post(request, signal, { prefer: 'respond-async' });
    if (reply.status !== 200 && reply.status !== 202) throw errorOf(reply, bodyOf(reply.text), request.id);
  }

  async infer(request: WrittenRequest, signal: AbortSignal): Promise<ReceivedAnswer> {
    return readReply(await this.post(request, signal), request.id);
  }

  async close(): Promise<void> {}

  private post(request: WrittenRequest, signal: AbortSignal, more: Record<string, string> = {}): Promise<HttpReply> {
    const { model, version } = this.terms;
    const slo: Record<string, string> = request.sloMs === undefined ? {} : { 'hb-slo-ms': String(request.sloMs) };
    const ofVersion = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
    return this.call(`/v2/models/${encodeURIComponent(model)}${ofVersion}/infer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.access(), ...slo, ...more },
      body: bodyText(request),
      signal,
    });
  }

  private access(): Record<string, string> {
    const { apiKey, app } = this.terms;
    return apiKey === undefined ? { 'hb-app': app } : { authorization: `Bearer ${apiKey}` };
  }

  private async call(path: string, init: RequestInit): Promise<HttpReply> {
    try {
      const response = await fetch(`${this.terms.url}${path}`, { redirect: 'error', ...init });
      const text = await textOf(response);
      this.fault = null;
      return { status: response.status, retryAfter: response.headers.get('retry-after'), text };
    } catch (error) {
      if (error instanceof InferenceError) throw error;
      const message = reasonOf(error);
      if (init.signal?.aborted !== true) this.fault = new Error(message, { cause: error });
      throw new InferenceError('unreachable', `${this.terms.url} does not answer: ${message}`, { cause: error });
    }
  }
}

/** A request as the protocol has it. @throws InferenceError `invalid` of what goes over Kafka alone */
function bodyText({ id, dataref, contentType, inputs, parameters }: WrittenRequest): string {
  const kafkaOnly = dataref !== undefined ? 'dataref' : contentType !== undefined ? 'contentType' : undefined;
  if (kafkaOnly !== undefined)
    throw new InferenceError('invalid', `/${kafkaOnly}: the Open Inference Protocol has no such field`, {
      id,
      field: `/${kafkaOnly}`,
      hint: 'Send it over Kafka, or send the inputs themselves.',
    });
  const ofParameters = parameters === undefined ? '' : `,"parameters":${parameters}`;
  return `{"id":${JSON.stringify(id)}${ofParameters},"inputs":${inputs}}`;
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > maxReplyBytes)
      throw new InferenceError('unreadable_outcome', `the reply takes more than ${maxReplyBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** `fetch` says "fetch failed", and its cause why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
