import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from 'node:crypto';
import {
  apiKeyText,
  parseApiKey,
  parseSignature,
  publicKeyObject,
  publicKeyOf,
  signedText,
} from '../../libs/contracts/src';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'signing.md'), 'utf8');
const key = apiKeyText(Buffer.from('0123456789abcdef', 'hex'), Buffer.alloc(32, 255));
const value = '{"app": "doors", "id": "r-1", "inputs": "ü"}';

const snippet = (language: string): string => page.split(`\`\`\`${language}\n`)[1]!.split('```')[0]!;

const run = (command: string, flag: string, program: string): string =>
  execFileSync(command, [flag, program, key, value], { encoding: 'utf8' }).trim();

function expectSigned(header: string): void {
  const signature = parseSignature(header)!;
  expect(Math.abs(Date.now() - signature.signedAtMs)).toBeLessThan(600_000);
  const text = Buffer.from(
    signedText({ value: Buffer.from(value), headers: {} }, signature.keyId, signature.signedAtMs),
  );
  const publicKey = publicKeyObject(publicKeyOf(parseApiKey(key)!));
  expect(verify(null, text, publicKey, signature.bytes)).toBe(true);
  expect(verify(null, Buffer.concat([text, Buffer.from(' ')]), publicKey, signature.bytes)).toBe(false);
}

function pythonThatSigns(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'import cryptography'], { stdio: 'ignore' });
    return 'python3';
  } catch {
    return undefined;
  }
}

test('the Node of the page signs as ingest reads it', () => {
  const call = 'process.stdout.write(signature(process.argv[1], Buffer.from(process.argv[2])));';
  expectSigned(run(process.execPath, '-e', `${snippet('js')}\n${call}`));
});

const python = pythonThatSigns();
(python === undefined ? test.skip : test)('so does its Python, where its package is there', () => {
  const call = 'import sys\nprint(signature(sys.argv[1], sys.argv[2].encode()))';
  expectSigned(run(python!, '-c', `${snippet('python')}\n${call}`));
});
