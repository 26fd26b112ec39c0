import type { HttpAnswer } from '@harmonybatch/platform-calls';

const maxMessageLength = 500;
const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** The API of Kubernetes or Cloud Run refused a call: what was asked, and what it answered. */
export class KubeRefusedError extends Error {
  constructor(
    asked: string,
    readonly status: number,
    /** In the API's own words, such as AlreadyExists. */
    readonly reason: string,
    readonly said: string,
  ) {
    super(`the API did not ${asked}: ${status} ${reason}: ${said}`);
    this.name = 'KubeRefusedError';
  }
}

/** The fault of an answer that is none of success: a `Status` of Kubernetes, an error of Google's, or neither. */
export function refusedError(asked: string, { status, bytes }: HttpAnswer): KubeRefusedError {
  const text = bytes.toString('utf8');
  const { reason, message } = wordsOf(text);
  return new KubeRefusedError(asked, status, reason ?? 'Unknown', (message ?? text).slice(0, maxMessageLength));
}

/** The same call may succeed later. What is no answer at all – no connection, no answer in time – may always pass. */
export const mayPass = (error: unknown): boolean =>
  !(error instanceof KubeRefusedError) || transientStatuses.has(error.status);

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof KubeRefusedError && error.status === status;

export const isMissing = (error: unknown): boolean => hasStatus(error, 404);
/** It is there already, or was changed after it was read. */
export const isConflict = (error: unknown): boolean => hasStatus(error, 409);

function wordsOf(text: string): { reason?: string; message?: string } {
  try {
    const body = JSON.parse(text) as {
      reason?: string;
      message?: string;
      error?: { status?: string; message?: string };
    };
    return { reason: body.reason ?? body.error?.status, message: body.message ?? body.error?.message };
  } catch {
    return {};
  }
}
