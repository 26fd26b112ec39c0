import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseApiKey, publicKeyOf, signatureHeader } from '@harmonybatch/contracts';
import { newKey } from '../src/keys/new-key';
import { stateOfKey } from '../src/keys/keys-table';
import { signedHeaders, signingKey } from '../src/keys/signing-key';
import { parseInstant } from '../src/options/option-values';
import { Refusal } from '../src/refusal';

const nowMs = 1_700_000_000_000;

test('what is published of a key cannot sign, and belongs to the key that is shown', () => {
  const { issued, text } = newKey('doors', undefined, nowMs);
  const key = parseApiKey(text)!;
  expect(issued).toEqual({ keyId: key.keyId, app: 'doors', publicKey: publicKeyOf(key), createdAtMs: nowMs });
  expect(JSON.stringify(issued)).not.toContain(text.split('_').at(-1));
  expect(newKey('doors', undefined, nowMs).text).not.toBe(text);
});

test('no key is made for a name that no app can have, or that would have ended', () => {
  expect(() => newKey('no such\nname', undefined, nowMs)).toThrow(Refusal);
  expect(() => newKey('doors', nowMs, nowMs)).toThrow(/expired already/);
  const { issued } = newKey('doors', parseInstant('2027-06-30'), nowMs);
  expect(stateOfKey(issued, nowMs)).toBe('valid');
  expect(stateOfKey(issued, Date.UTC(2027, 5, 30))).toBe('expired');
  expect(stateOfKey({ ...issued, revokedAtMs: nowMs }, nowMs)).toBe('revoked');
});

test('the key that signs comes from the environment or a file, and is never repeated', () => {
  const { issued, text } = newKey('doors', undefined, nowMs);
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-key-'));
  const file = join(folder, 'key');
  writeFileSync(file, `${text}\n`);
  for (const key of [
    signingKey({ HARMONYBATCH_API_KEY: text }),
    signingKey({ HARMONYBATCH_API_KEY_FILE: file }),
    signingKey({ HARMONYBATCH_API_KEY: 'other' }, file),
  ])
    expect(key?.keyId).toBe(issued.keyId);
  rmSync(folder, { recursive: true });
  expect(signingKey({})).toBeUndefined();
  expect(() => signingKey({ HARMONYBATCH_API_KEY: `${text}X` })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(text) }),
  );
  expect(signedHeaders('{}', parseApiKey(text)!, nowMs)[signatureHeader]).toContain(`v1:${issued.keyId}:${nowMs}:`);
  expect(signedHeaders('{}', undefined, nowMs)).toEqual({});
});
