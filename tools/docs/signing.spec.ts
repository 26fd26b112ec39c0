import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'harmonybatch-signing-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the program of this file says, called with the key and the value. */
function said(command: readonly string[], file: string, program: string): string {
  const path = join(folder, file);
  writeFileSync(path, program);
  const [name = '', ...args] = command;
  return execFileSync(name, [...args, path, key, value], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  }).trim();
}

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

/** The test, or a skipped one where this machine lacks what it runs on. */
function testWhere(command: string, ...probe: string[]): jest.It {
  return spawnSync(command, probe, { stdio: 'ignore' }).status === 0 ? test : test.skip;
}

test('the Node of the page signs as ingest reads it', () => {
  const call = 'process.stdout.write(signature(process.argv[2], Buffer.from(process.argv[3])));';
  expectSigned(said([process.execPath], 'sign.cjs', `${snippet('js')}\n${call}`));
});

testWhere(
  'python3',
  '-c',
  'import cryptography',
)('so does its Python, where its package is there', () => {
  const call = 'import sys\nprint(signature(sys.argv[1], sys.argv[2].encode()))';
  expectSigned(said(['python3'], 'sign.py', `${snippet('python')}\n${call}`));
});

testWhere('java', '--version')('so does its Java', () => {
  const call = `public static void main(String[] args) throws Exception {
    System.out.println(RequestSigner.signature(args[0], args[1].getBytes("UTF-8")));
  }`;
  const [imports = '', signer = ''] = snippet('java').split(/(?=^class )/m);
  expectSigned(said(['java'], 'Sign.java', `${imports}class Sign {\n${call}\n}\n${signer}`));
});

testWhere('go', 'version')('so does its Go, where there is Go', () => {
  const call = `func main() {
	text, err := signature(os.Args[1], []byte(os.Args[2]))
	if err != nil {
		panic(err)
	}
	fmt.Println(text)
}`;
  const program = snippet('go').replace('"fmt"', '"fmt"\n\t"os"');
  expectSigned(said(['go', 'run'], 'sign.go', `package main\n\n${program}\n${call}`));
});
