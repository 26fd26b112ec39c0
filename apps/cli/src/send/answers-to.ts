import { InferenceError, overKafka, type InferenceClient, type InferenceRequest } from '@harmonybatch/client';
import type { InferenceCompleted } from '@harmonybatch/contracts';
import { Refusal } from '../refusal';
import type { System } from '../system/find-system';
import { connectWithinMs, noBrokerAnswers } from '../system/kafka';

export interface Answer {
  readonly outcome: InferenceCompleted;
  /** From send to receipt by this command's clock. */
  readonly latencyMs: number;
}

export interface SendTerms {
  readonly app: string;
  /** What the requests are signed with, where they are. */
  readonly key: string | undefined;
  /** Longest wait for the answers, s. */
  readonly timeout: number;
}

/**
 * Sends requests all at once, each once. @returns the outcome of each, undefined where none came in time
 * @throws Refusal where the system cannot be reached or takes no requests
 */
export async function answersTo(
  requests: readonly InferenceRequest[],
  system: System,
  { app, key, timeout }: SendTerms,
): Promise<(Answer | undefined)[]> {
  const { brokers, ssl, sasl, topicPrefix } = system;
  const client = overKafka({
    ...{ brokers, ssl, sasl, topicPrefix, app, apiKey: key, clientId: 'harmonybatch-cli' },
    maxAttempts: 1,
    maxOpenRequests: requests.length,
  });
  try {
    await client.open({ timeoutMs: connectWithinMs }).catch((error: unknown) => {
      throw noBrokerAnswers(system, error);
    });
    return await Promise.all(requests.map((request) => answerTo(request, client, timeout * 1000)));
  } finally {
    await client.close();
  }
}

async function answerTo(
  request: InferenceRequest,
  client: InferenceClient,
  timeoutMs: number,
): Promise<Answer | undefined> {
  const startMs = performance.now();
  try {
    const { outcome, latencyMs } = await client.infer(request, { timeoutMs });
    return outcome && { outcome, latencyMs };
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    if (error.outcome !== undefined) return { outcome: error.outcome, latencyMs: performance.now() - startMs };
    if (error.code === 'timeout') return undefined;
    throw new Refusal(`A request could not be sent: ${error.message}.`, [], error.hint);
  }
}
