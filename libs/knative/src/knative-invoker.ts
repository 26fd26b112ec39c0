import type { InvocationResult } from '@harmonybatch/ports';
import {
  answered,
  HttpCaller,
  SlottedInvoker,
  type FunctionCall,
  type InvokerOptions,
} from '@harmonybatch/platform-calls';
import type { KnativeConfig } from './knative-config';
import { resultOfStatus, resultOfThrown } from './invocation-result';
import { serviceNameOf } from './service/service-name';
import { authorization } from './tokens/token-source';

/** Posts to the container of a service through the platform's ingress. */
export class KnativeInvoker extends SlottedInvoker {
  private readonly caller = new HttpCaller();

  constructor(
    private readonly config: Pick<KnativeConfig, 'functions' | 'namespace'>,
    options: Partial<InvokerOptions> = {},
  ) {
    super(options);
  }

  protected override async send(call: FunctionCall): Promise<InvocationResult> {
    const { functionName, path, body, wanted, leftMs } = call;
    const url = this.named(functionName, this.config.functions.url);
    const answer = await this.caller.call({
      method: 'POST',
      url: `${url}${path}`,
      headers: await this.headers(call, url),
      body,
      timeoutMs: leftMs,
      maxBytes: wanted.limitBytes,
    });
    return answer.status < 200 || answer.status > 299 ? resultOfStatus(answer) : answered(answer, wanted);
  }

  protected override thrown(error: unknown): InvocationResult {
    return resultOfThrown(error);
  }

  private async headers({ functionName, traceparent }: FunctionCall, url: string): Promise<Record<string, string>> {
    const { host, token } = this.config.functions;
    return {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(host === undefined ? {} : { host: this.named(functionName, host) }),
      ...(token === undefined ? {} : await authorization(token, url)),
    };
  }

  private named(functionName: string, template: string): string {
    const { namespace } = this.config;
    return template.replaceAll('{service}', serviceNameOf(functionName)).replaceAll('{namespace}', namespace);
  }
}
