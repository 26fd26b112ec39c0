import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StoredFunction {
  readonly FunctionName: string;
  readonly Version: string;
  State: string;
  StateReason?: string;
  StateReasonCode?: string;
  [field: string]: unknown;
}

export interface LocalLambdaOptions {
  /** Executions of all functions at a time, provisioned instances included. */
  readonly maxInstances: number;
  readonly images: readonly string[];
}

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> } | Refusal;
type Wish = { readonly crash?: boolean; readonly delayMs?: number };

const maxPayloadBytes = 6 * 1024 * 1024;
export const accountKey = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'a-secret' };
export const executionRole = 'arn:aws:iam::123456789012:role/functions';

/** As much of the Lambda API as the adapter speaks, with the statuses, fields and words of the service. */
export class LocalLambda {
  readonly functions = new Map<string, StoredFunction>();
  readonly provisioned = new Map<string, number>();
  readonly tags = new Map<string, Record<string, string>>();
  /** Calls of the control plane, in order. */
  readonly calls: string[] = [];
  /** How many looks find a function pending. */
  pendingLooks = 1;
  /** How many answers say that instances are on their way, the one that takes the wish included. */
  pendingInstanceLooks = 2;
  /** Functions of a page. */
  pageSize = 50;
  private readonly coming = new Map<string, number>();
  private readonly aliases = new Map<string, string>();
  private versions = 0;
  private running = 0;

  private constructor(
    private readonly server: Server,
    private readonly options: LocalLambdaOptions,
  ) {}

  static async open(options: LocalLambdaOptions): Promise<LocalLambda> {
    const server = createServer((request, response) => void local.handle(request, response));
    const local = new LocalLambda(server, options);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return local;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const answer = await this.answer(request, Buffer.concat(chunks).toString('utf8'));
    const refused = 'type' in answer;
    const headers = refused ? { 'x-amzn-errortype': answer.type } : (answer.headers ?? {});
    const body = refused ? { Type: 'User', message: answer.message, Message: answer.message } : answer.body;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  private async answer({ method = '', url = '', headers }: IncomingMessage, body: string): Promise<Answer> {
    if (!headers.authorization?.includes(`Credential=${accountKey.accessKeyId}/`)) {
      return refusal(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
    }
    const { pathname, searchParams } = new URL(url, 'http://local');
    const [, , path, name = '', sub = '', alias = ''] = pathname.split('/');
    if (path === 'tags') return this.tag(decodeURIComponent(name), body);
    if (sub === 'invocations') return this.invoke(name, body);
    this.calls.push(`${method} ${sub === '' ? 'functions' : sub}`);
    if (name === '') return method === 'POST' ? this.create(body) : this.page(searchParams.get('Marker'));
    const stored = this.functions.get(name);
    if (stored === undefined) return missing(`Function not found: ${arnOf(name)}`);
    if (sub === '' && method === 'GET') {
      return {
        status: 200,
        body: {
          Configuration: this.look(stored),
          Code: { RepositoryType: 'ECR', ImageUri: stored['ImageUri'] },
          ...(this.tags.has(name) ? { Tags: this.tags.get(name) } : {}),
        },
      };
    }
    if (sub === 'aliases') return this.alias(stored, method, alias, body);
    if (sub === 'provisioned-concurrency') return this.provision(name, searchParams.get('Qualifier'), method, body);
    for (const kept of [this.functions, this.provisioned, this.aliases, this.tags]) kept.delete(name);
    return { status: 204 };
  }

  private create(body: string): Answer {
    const asked = JSON.parse(body) as StoredFunction & {
      Code: { ImageUri: string };
      Role: string;
      ImageConfig?: object;
    };
    if (this.functions.has(asked.FunctionName))
      return refusal(409, 'ResourceConflictException', `Function already exist: ${asked.FunctionName}`);
    if (asked.Role !== executionRole) return invalid('The role defined for the function cannot be assumed by Lambda.');
    if (!this.options.images.includes(asked.Code.ImageUri)) {
      return invalid(`Source image ${asked.Code.ImageUri} does not exist. Provide a valid source image.`);
    }
    this.versions += 1;
    const { Code: code, ImageConfig, Tags: tags, Publish: _publish, ...fields } = asked;
    const isStartedOtherwise = Object.keys(ImageConfig ?? {}).length > 0;
    const stored = {
      ...fields,
      ImageUri: code.ImageUri,
      FunctionArn: arnOf(asked.FunctionName),
      ImageConfigResponse: isStartedOtherwise ? { ImageConfig } : undefined,
      Version: String(this.versions),
      State: 'Pending',
      StateReasonCode: 'Creating',
    } as StoredFunction;
    this.functions.set(asked.FunctionName, stored);
    if (tags !== undefined) this.tags.set(asked.FunctionName, tags as Record<string, string>);
    return { status: 201, body: stored };
  }

  private tag(arn: string, body: string): Answer {
    this.calls.push('POST tags');
    const name = [...this.functions.keys()].find((one) => arnOf(one) === arn);
    if (name === undefined) return missing(`Function not found: ${arn}`);
    this.tags.set(name, { ...this.tags.get(name), ...(JSON.parse(body) as { Tags: Record<string, string> }).Tags });
    return { status: 204 };
  }

  private look(stored: StoredFunction): object {
    if (stored.State !== 'Pending') return { ...stored, Version: '$LATEST' };
    const shown = { ...stored, Version: '$LATEST' };
    if ((this.pendingLooks -= 1) <= 0) Object.assign(stored, { State: 'Active', StateReasonCode: undefined });
    return shown;
  }

  private page(marker: string | null): Answer {
    const from = Number(marker ?? 0);
    const all = [...this.functions.values()];
    const next = from + this.pageSize < all.length ? String(from + this.pageSize) : undefined;
    const Functions = all
      .slice(from, from + this.pageSize)
      .map(({ State: _state, StateReasonCode: _reason, ...fields }) => fields);
    return { status: 200, body: { Functions, NextMarker: next } };
  }

  private alias({ FunctionName, Version, State }: StoredFunction, method: string, alias: string, body: string): Answer {
    const version = this.aliases.get(FunctionName);
    if (method === 'GET') {
      return version === undefined
        ? missing(`Cannot find alias arn: ${FunctionName}:${alias}`)
        : { status: 200, body: { Name: alias, FunctionVersion: version } };
    }
    const asked = JSON.parse(body) as { FunctionVersion: string };
    if (version !== undefined)
      return refusal(409, 'ResourceConflictException', `Alias already exists: ${FunctionName}`);
    if (asked.FunctionVersion !== Version || State !== 'Active')
      return missing(`Function not found: ${FunctionName}:${asked.FunctionVersion}`);
    this.aliases.set(FunctionName, asked.FunctionVersion);
    return { status: 201, body: { Name: 'live', FunctionVersion: asked.FunctionVersion } };
  }

  private provision(name: string, qualifier: string | null, method: string, body: string): Answer {
    if (qualifier !== 'live' || !this.aliases.has(name))
      return missing(`Cannot find alias arn: ${arnOf(name)}:${qualifier}`);
    if (method === 'PUT') return this.putInstances(name, body);
    const count = this.provisioned.get(name);
    if (count === undefined) {
      const message = 'No Provisioned Concurrency Config found for this function';
      return refusal(404, 'ProvisionedConcurrencyConfigNotFoundException', message);
    }
    if (method === 'GET') return { status: 200, body: this.instancesOf(name, count) };
    this.provisioned.delete(name);
    return { status: 204 };
  }

  private putInstances(name: string, body: string): Answer {
    const { ProvisionedConcurrentExecutions: asked } = JSON.parse(body) as { ProvisionedConcurrentExecutions: number };
    const others = [...this.provisioned].reduce((sum, [other, held]) => (other === name ? sum : sum + held), 0);
    if (others + asked > this.options.maxInstances) {
      const what = 'Specified ProvisionedConcurrentExecutions for function';
      return invalid(`${what} is greater than function's unreserved concurrency`);
    }
    this.provisioned.set(name, asked);
    this.coming.set(name, this.pendingInstanceLooks);
    return { status: 202, body: this.instancesOf(name, asked) };
  }

  /** Their members and states are those of the service's own model of its API. */
  private instancesOf(name: string, count: number): object {
    const left = this.coming.get(name) ?? 0;
    this.coming.set(name, left - 1);
    const ready = left > 0 ? 0 : count;
    return {
      RequestedProvisionedConcurrentExecutions: count,
      AllocatedProvisionedConcurrentExecutions: ready,
      AvailableProvisionedConcurrentExecutions: ready,
      Status: left > 0 ? 'IN_PROGRESS' : 'READY',
      LastModified: '2026-11-26T12:00:00+0000',
    };
  }

  private async invoke(name: string, body: string): Promise<Answer> {
    if (!this.aliases.has(name)) return missing(`Function not found: ${arnOf(name)}:live`);
    const state = this.functions.get(name)?.State;
    if (state !== 'Active') {
      const message = `The operation cannot be performed at this time. The function is currently in the following state: ${state}`;
      return refusal(409, 'ResourceConflictException', message);
    }
    if (Buffer.byteLength(body) > maxPayloadBytes)
      return refusal(413, 'RequestTooLargeException', 'Request must be smaller than 6291456 bytes');
    if (this.running >= this.options.maxInstances) return refusal(429, 'TooManyRequestsException', 'Rate Exceeded.');
    const { items } = JSON.parse(body) as { items: { id: string; inputs?: { emulate?: Wish } }[] };
    const wishes = items.map(({ inputs }) => inputs?.emulate ?? {});
    this.running += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(...wishes.map(({ delayMs = 0 }) => delayMs))).unref());
    this.running -= 1;
    const log = Buffer.from('REPORT RequestId: r\tDuration: 12.34 ms\tBilled Duration: 13 ms').toString('base64');
    const headers = { 'x-amz-log-result': log, 'x-amz-executed-version': '1' };
    if (!wishes.some(({ crash }) => crash)) {
      return { status: 200, headers, body: { items: items.map(({ id }) => ({ id, outputs: null })) } };
    }
    const errorMessage = 'RequestId: r Error: Runtime exited with error: exit status 1';
    return {
      status: 200,
      headers: { ...headers, 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'Runtime.ExitError', errorMessage },
    };
  }
}

const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

const refusal = (status: number, type: string, message: string): Refusal => ({ status, type, message });
const missing = (message: string): Refusal => refusal(404, 'ResourceNotFoundException', message);
const invalid = (message: string): Refusal => refusal(400, 'InvalidParameterValueException', message);
