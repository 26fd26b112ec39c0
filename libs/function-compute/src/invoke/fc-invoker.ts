import { SlottedInvoker, type FunctionCall, type InvokerOptions } from '@harmonybatch/platform-calls';
import type { InvocationResult } from '@harmonybatch/ports';
import { sourceOf, type CredentialSource } from '../credentials';
import type { FcConfig } from '../fc-config';
import { faultOfAnswer, type FcFault } from '../fc-fault';
import { readAnswer } from './answer-body';
import { faultOfThrown, resultOfAnswer, resultOfFault } from './invocation-result';
import { InvocationSender, type RawAnswer } from './invocation-sender';

/** An error of the platform is a few lines. */
const maxErrorBytes = 64 * 1024;

/**
 * Invokes functions through the Function Compute API (`InvokeFunction`, version 2023-03-30), synchronously and once: it
 * repeats nothing that may have run. The platform posts every body to `/invoke`, whatever path is asked for.
 */
export class FcInvoker extends SlottedInvoker {
  private readonly credentials: CredentialSource;
  private readonly sender: InvocationSender;

  constructor(config: FcConfig, options: Partial<InvokerOptions> = {}) {
    super(options);
    this.credentials = sourceOf(config.credentials);
    this.sender = new InvocationSender(config);
  }

  /** A signature that is refused for its credentials has run nothing: newer ones are tried at once. */
  protected override async send(call: FunctionCall): Promise<InvocationResult> {
    const body = Buffer.from(call.body, 'utf8');
    const first = await this.attempt(call, body);
    if ('kind' in first) return first;
    const second = first.renewed ? await this.attempt(call, body) : first;
    return 'kind' in second ? second : resultOfFault(second.fault);
  }

  protected override thrown(error: unknown): InvocationResult {
    return resultOfFault(faultOfThrown(error, this.credentials.lastGiven));
  }

  private async attempt(
    { functionName, wanted, signal }: FunctionCall,
    body: Buffer,
  ): Promise<InvocationResult | { readonly fault: FcFault; readonly renewed: boolean }> {
    const credentials = await this.credentials.current();
    const answer = await this.sender.send(functionName, body, credentials, signal);
    if (answer.status < 300) return resultOfAnswer(answer.header, await read(answer, wanted.limitBytes), wanted);
    const fault = await this.faultOf(answer);
    if (!fault.ofCredentials) return resultOfFault(fault);
    this.credentials.discard(credentials);
    return { fault, renewed: (await this.credentials.current()) !== credentials };
  }

  private async faultOf(answer: RawAnswer): Promise<FcFault> {
    const { status, header } = answer;
    const { bytes } = await read(answer, maxErrorBytes);
    const said = { requestId: header('x-fc-request-id'), serverDate: header('date') };
    return faultOfAnswer(status, bytes, said, this.credentials.lastGiven);
  }
}

const read = ({ header, body }: RawAnswer, limitBytes: number) =>
  readAnswer(body, { limitBytes, encoding: header('content-encoding') });
