import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import type { InvocationResult } from '@harmonybatch/ports';
import {
  answered,
  functionError,
  SlottedInvoker,
  type FunctionCall,
  type InvokerOptions,
} from '@harmonybatch/platform-calls';
import { openClient, servingAlias, type LambdaConfig } from './lambda-config';
import { mayPass, toFault } from './lambda-fault';

/** The platform's own limit on the payload of a synchronous invocation, both ways: 6 MB. */
const maxAnswerBytes = 6 * 1024 * 1024;

/** Codes of a function that is not there, or not as it may be called: it is pending, or its image was put away. */
const goneCodes = new Map([
  ['ResourceNotFoundException', 'FunctionNotFound'],
  ['ResourceConflictException', 'FunctionNotActive'],
]);
/** The body was too large: halves of the batch may not be. */
const tooLarge = 'RequestTooLargeException';

/**
 * Invokes functions through the Lambda API, synchronously. The path that a body is posted to is the function's, set when
 * it was created.
 */
export class LambdaInvoker extends SlottedInvoker {
  private readonly client: LambdaClient;

  constructor(config: LambdaConfig, options: Partial<InvokerOptions> = {}) {
    super({ maxAnswerBytes, ...options });
    this.client = openClient(config);
  }

  protected override async send({ functionName, body, wanted, signal }: FunctionCall): Promise<InvocationResult> {
    const command = new InvokeCommand({
      FunctionName: functionName,
      Qualifier: servingAlias,
      LogType: 'Tail',
      Payload: Buffer.from(body, 'utf8'),
    });
    return resultOf(await this.client.send(command, { abortSignal: signal }), wanted);
  }

  protected override thrown(error: unknown): InvocationResult {
    const { code, message } = toFault(error);
    if (code === tooLarge) return functionError(`${code}: ${message}`);
    const gone = goneCodes.get(code);
    if (gone !== undefined) return { kind: 'unavailable', code: gone, message, retryable: false, gone: true };
    return { kind: 'unavailable', code, message, retryable: mayPass(error) };
  }
}

/** The SDK has read all of it: what is not wanted is left out here. */
function resultOf(
  { FunctionError, Payload, LogResult }: InvokeCommandOutput,
  wanted: FunctionCall['wanted'],
): InvocationResult {
  const bytes = Buffer.from(Payload ?? []);
  const durationMs = durationIn(LogResult);
  if (FunctionError !== undefined) return functionError(`${FunctionError}: ${bytes.toString('utf8')}`, durationMs);
  const kept = { bytes: bytes.subarray(0, wanted.limitBytes), cut: bytes.length > wanted.limitBytes };
  return answered(kept, wanted, durationMs);
}

/** What the platform says that it took, ms, at the end of the log that comes with an answer. */
function durationIn(logResult: string | undefined): number | undefined {
  const log = logResult === undefined ? '' : Buffer.from(logResult, 'base64').toString('utf8');
  const duration = /\tDuration: ([\d.]+) ms/.exec(log)?.[1];
  return duration === undefined ? undefined : Number(duration);
}
