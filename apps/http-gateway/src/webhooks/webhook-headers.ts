import { sign } from 'node:crypto';
import { identityOfId, type ApiKey } from '@harmonybatch/contracts';

const msPerSecond = 1000;

/** What identifies an answer to its receiver, however often it is posted. */
export const webhookIdOf = (app: string, id: string): string => `msg_${identityOfId(app, '', id)}`;

/**
 * The headers of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks): the signature is `v1a`, Ed25519 over
 * `<id>.<seconds>.<body>`, by the app's key, whose public half checks it.
 */
export function webhookHeaders(
  id: string,
  body: string | Buffer,
  { privateKey }: ApiKey,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / msPerSecond));
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(body)]);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1a,${sign(null, content, privateKey).toString('base64')}`,
  };
}
