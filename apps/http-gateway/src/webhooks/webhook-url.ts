import type { IncomingHttpHeaders } from 'node:http';
import type { ApiKey } from '@harmonybatch/contracts';
import type { Caller } from '../access/caller-check';
import { invalidRequest } from '../protocol/invalid-request';
import { Refusal } from '../protocol/refusal';

/** Names the URL that the answer is posted to. */
export const webhookHeader = 'hb-webhook-url';
const maxUrlLength = 2_000;

/** Where the answer to a call is posted, and what that is signed with. */
export interface WebhookTarget {
  readonly url: URL;
  readonly key: ApiKey;
}

/**
 * Where a call wants its answer posted; undefined where it does not.
 * @param origins that may be posted to
 * @throws Refusal with status 400, or 401 where the call shows no key
 */
export function webhookOf(
  headers: IncomingHttpHeaders,
  { key }: Caller,
  origins: readonly string[],
): WebhookTarget | undefined {
  const text = headers[webhookHeader];
  if (text === undefined) return undefined;
  const url = urlOf(String(text));
  if (url === null) throw invalidRequest(webhookHeader, 'it is no URL, or has a login in it', hint);
  if (!origins.includes(url.origin))
    throw invalidRequest(webhookHeader, `answers may not be posted to ${url.origin.slice(0, 200)}`, hint);
  if (key === undefined) throw noKey;
  return { url, key };
}

const hint = 'Name a URL of an origin that the operator allows by GATEWAY_WEBHOOK_ORIGINS, or poll for the answer.';

function urlOf(text: string): URL | null {
  const url = text.length <= maxUrlLength && URL.canParse(text) ? new URL(text) : null;
  return url === null || url.username !== '' || url.password !== '' ? null : url;
}

const noKey = new Refusal(401, {
  code: 'unsigned',
  message: 'webhooks are signed with the key that the call shows, and it shows none',
  hint: 'Create one with "harmonybatch keys create APP" and send it as "Authorization: Bearer hbk_…".',
  field: 'authorization',
});
