import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface ContainerCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface ContainerAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No whole answer came in time. */
export class CallTimeoutError extends Error {
  constructor(call: ContainerCall) {
    super(`${call.method} ${call.path} was not answered within ${call.timeoutMs} ms`);
    this.name = 'CallTimeoutError';
  }
}

/** Largest answer that is taken, bytes. */
export const maxAnswerBytes = 32 * 1024 * 1024;

/**
 * A connection a call: a container may close one that is idle at any moment, and then nobody knows whether the next call
 * on it was run.
 */
const agent = new Agent({ keepAlive: false });

/**
 * One HTTP call to a port of this machine, answered as a whole.
 * @throws CallTimeoutError, the signal's reason, or the error of the connection.
 */
export async function callContainer(port: number, call: ContainerCall): Promise<ContainerAnswer> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new CallTimeoutError(call)), call.timeoutMs);
  const signal = call.signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, call.signal]);
  try {
    return await exchange(port, call, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

function exchange(port: number, call: ContainerCall, signal: AbortSignal): Promise<ContainerAnswer> {
  const { method, path, body = Buffer.alloc(0) } = call;
  const headers = { ...call.headers, ...(method === 'POST' ? { 'content-length': `${body.length}` } : {}) };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent, signal });
    sent.once('response', (response) => void readWhole(response).then(resolve, reject));
    sent.once('error', reject);
    sent.end(body);
  });
}

async function readWhole(response: IncomingMessage): Promise<ContainerAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error(`the answer is larger than ${maxAnswerBytes} bytes`);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
