import { randomBytes } from 'node:crypto';
import { apiKeyText, compile, keyBytes, KeyIssued, parseApiKey, publicKeyOf } from '@harmonybatch/contracts';
import { problemOfFault } from '../documents/fields';
import { Refusal } from '../refusal';

const check = compile(KeyIssued);

/**
 * A new key of an app: what is published of it, and the key itself.
 * @throws Refusal where no app can have that name, or the key would have ended already
 */
export function newKey(
  app: string,
  expiresAtMs: number | undefined,
  nowMs: number,
): { issued: KeyIssued; text: string } {
  const text = apiKeyText(randomBytes(keyBytes.id), randomBytes(keyBytes.seed));
  const key = parseApiKey(text)!;
  const issued = {
    keyId: key.keyId,
    app,
    publicKey: publicKeyOf(key),
    createdAtMs: nowMs,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
  const problems = check.explain(issued).map((fault) => problemOfFault(fault, ''));
  if (problems.length > 0) throw new Refusal('No key was created.', problems);
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs)
    throw new Refusal('No key was created: it would have expired already.');
  return { issued, text };
}
