import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { FcCredentials } from '../credentials';

const algorithm = 'ACS3-HMAC-SHA256';
const apiVersion = '2023-03-30';

export interface RequestToSign {
  readonly method: 'POST';
  /** As the SDK encodes it, without a query. */
  readonly path: string;
  /** The receiver, with its port where it is not the protocol's own. */
  readonly host: string;
  /** Name of the operation: `InvokeFunction`. */
  readonly action: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Headers of a request of the API, signed (ACS3-HMAC-SHA256): host, content, time and operation are bound by it. */
export function signedHeaders(
  { method, path, host, action, contentType, body }: RequestToSign,
  { accessKeyId, accessKeySecret, securityToken }: FcCredentials,
  epochMs: number,
): Record<string, string> {
  const contentHash = sha256(body);
  // In the order of their names, as the signature has them.
  const signed: Record<string, string> = {
    'content-type': contentType,
    host,
    ...(securityToken === undefined ? {} : { 'x-acs-accesskey-id': accessKeyId }),
    'x-acs-action': action,
    'x-acs-content-sha256': contentHash,
    'x-acs-date': `${new Date(epochMs).toISOString().slice(0, 19)}Z`,
    ...(securityToken === undefined ? {} : { 'x-acs-security-token': securityToken }),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-version': apiVersion,
  };
  const names = Object.keys(signed);
  const canonical = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const request = `${method}\n${path}\n\n${canonical}\n${names.join(';')}\n${contentHash}`;
  const signature = createHmac('sha256', accessKeySecret)
    .update(`${algorithm}\n${sha256(request)}`)
    .digest('hex');
  const authorization = `${algorithm} Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...signed, authorization };
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
