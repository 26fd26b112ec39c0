import type { ErrorCode } from '@harmonybatch/contracts';

/** What the gateway itself can say, beside the error codes of outcomes. */
export const gatewayCodes = [
  'unknown_model',
  'unknown_version',
  'unknown_request',
  'unsupported_encoding',
  'body_timeout',
  'not_written',
  'no_answer',
  'not_ready',
  'stopping',
  'not_found',
] as const;
export type GatewayCode = ErrorCode | (typeof gatewayCodes)[number];

export interface RefusalTerms {
  readonly code: GatewayCode;
  readonly message: string;
  /** How to mend it. */
  readonly hint: string;
  /** JSON pointer or header that is wrong. */
  readonly field?: string | undefined;
  /** The request that was asked for, where it has an id. */
  readonly id?: string | undefined;
  /** After how long it may be tried again, ms; absent: not told. */
  readonly retryAfterMs?: number | undefined;
}

/** A call that is answered with an error instead of outputs. */
export class Refusal extends Error {
  /** @param status of HTTP, from 400 on */
  constructor(
    readonly status: number,
    readonly terms: RefusalTerms,
  ) {
    super(terms.message);
    this.name = 'Refusal';
  }
}

const msPerSecond = 1000;

/** The body of an error: `error` as the Open Inference Protocol has it, and what a program decides by beside it. */
export function errorBody({ terms: { message, code, hint, field, id } }: Refusal): string {
  return JSON.stringify({ error: message, code, hint, field, id });
}

/** The headers of an error. */
export function errorHeaders({ status, terms: { retryAfterMs } }: Refusal): Readonly<Record<string, string>> {
  return {
    ...(retryAfterMs === undefined
      ? {}
      : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / msPerSecond))) }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="harmonybatch"' } : {}),
  };
}
