import type { Refusal } from './decision';
import { wrong, type EnvelopeReading, type RequestEnvelope } from './request-envelope';
import { epochMsOf } from './rfc3339';
import type { SentRequest } from './sent-request';

/** What an event says of itself that is of use here, and under which names it says it. */
export interface EventAttributes {
  readonly source?: string | undefined;
  readonly expirytime?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly names: { readonly source: string; readonly expirytime: string };
}

/** Longest source that outcomes echo. */
export const maxSourceLength = 1024;
const maxTraceparentLength = 128;
const maxQuoteLength = 40;
const hint = 'Fix it and send the request again under another id.';

/** A request with what the event around it says. */
export function withAttributes(
  request: SentRequest,
  attributes: EventAttributes,
  refusal: Refusal | null = null,
): EnvelopeReading {
  const { source, expirytime, traceparent, names } = attributes;
  const expiresAtMs = expirytime === undefined ? undefined : epochMsOf(expirytime);
  const envelope: RequestEnvelope = {
    request,
    source,
    expiresAtMs: expiresAtMs ?? undefined,
    traceparent: (traceparent?.length ?? 0) > maxTraceparentLength ? undefined : traceparent,
  };
  const noTime = expiresAtMs === null ? wrong(names.expirytime, notRfc3339Message(expirytime ?? ''), hint) : null;
  return { kind: 'envelope', envelope, refusal: refusal ?? noTime ?? sourceRefusal(source, names.source) };
}

const notRfc3339Message = (text: string): string =>
  `"${text.slice(0, maxQuoteLength)}" is not an RFC 3339 time such as 2026-01-31T12:00:00Z`;

const sourceRefusal = (source: string | undefined, name: string): Refusal | null =>
  source === undefined || source.length <= maxSourceLength
    ? null
    : wrong(name, `it is longer than ${maxSourceLength} characters`, hint);
