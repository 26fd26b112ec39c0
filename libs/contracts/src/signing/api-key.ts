import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Bytes of the seed that an Ed25519 key is made from, and of the name of a key. */
export const keyBytes = { seed: 32, id: 8 } as const;

/** What an app signs its requests with. */
export interface ApiKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

const pattern = /^hbk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;
/** What stands before the seed in PKCS #8 (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });

/** An API key as its app keeps it: `hbk_<id>_<seed as base64url>`. */
export const apiKeyText = (id: Uint8Array, seed: Uint8Array): string =>
  `hbk_${Buffer.from(id).toString('hex')}_${Buffer.from(seed).toString('base64url')}`;

/** Reads an API key; null where the text is none. */
export function parseApiKey(text: string): ApiKey | null {
  const [, keyId, seed] = pattern.exec(text) ?? [];
  if (keyId === undefined || seed === undefined) return null;
  return { keyId, privateKey: privateKeyOf(Buffer.from(seed, 'base64url')) };
}

/** The half of a key that checks signatures, as `key.issued` has it. */
export const publicKeyOf = ({ privateKey }: ApiKey): string => createPublicKey(privateKey).export({ format: 'jwk' }).x!;

/** The same as the platform's crypto takes it. */
export const publicKeyObject = (publicKey: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
