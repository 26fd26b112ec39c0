import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, optional, pemFile, readConfig, text, url } from '../src';

const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const description = 'Something.';
const variables = {
  password: optional(text('PASSWORD', { description, secret: true })),
  store: url('STORE_URL', { description, schemes: ['redis'], secret: true, default: 'redis://localhost' }),
  note: optional(text('NOTE', { description })),
  ca: optional(pemFile('CA_FILE', { description })),
};

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

test('a secret stands in the environment or in the file that is named there, without the end of its line', () => {
  const PASSWORD_FILE = file('password', 'hunter2\n');
  const STORE_URL_FILE = file('url', 'redis://:hunter2@store\r\n');
  expect(readConfig({ PASSWORD_FILE, STORE_URL_FILE }, variables)).toMatchObject({
    password: 'hunter2',
    store: 'redis://:hunter2@store',
  });
  expect(readConfig({ PASSWORD: 'other', PASSWORD_FILE: '' }, variables).password).toBe('other');
});

test('both are refused, for nobody could say which counts', () => {
  expect(problemsOf({ PASSWORD: 'a', PASSWORD_FILE: file('b', 'b') })).toEqual([
    expect.stringMatching(/^PASSWORD is given twice, by itself and by PASSWORD_FILE; unset one of them/),
  ]);
});

test('what is no secret has no file', () => {
  expect(readConfig({ NOTE_FILE: file('note', 'text') }, variables).note).toBeUndefined();
});

test('a file that cannot be read, is empty, has no end or holds something else is named, and never quoted', () => {
  mkdirSync(join(folder, 'a-folder'), { recursive: true });
  const wrong: [string, RegExp][] = [
    [join(folder, 'missing'), /^PASSWORD is to be read from .*missing, which cannot be read: ENOENT/],
    [join(folder, 'a-folder'), /^PASSWORD is to be read from .*a-folder, which cannot be read: EISDIR/],
    [file('empty', ' \n'), /which is empty/],
    ['/dev/zero', /^PASSWORD is to be read from \/dev\/zero, which is longer than 1048576 bytes/],
  ];
  for (const [path, problem] of wrong)
    expect(problemsOf({ PASSWORD_FILE: path })).toEqual([expect.stringMatching(problem)]);
  const [problem] = problemsOf({ STORE_URL_FILE: file('wrong', 'http://:hunter2@store') });
  expect(problem).toMatch(/^STORE_URL has a value that is not a URL/);
  expect(problem).not.toContain('hunter2');
});

test('a PEM file becomes what it holds; another one is refused without a word of it', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
  expect(readConfig({ CA_FILE: file('ca.pem', `${pem}\n`) }, variables).ca).toBe(pem);
  const [problem] = problemsOf({ CA_FILE: file('key.bin', 'hunter2') });
  expect(problem).toMatch(/^CA_FILE is to be read from .*key\.bin, which has no PEM/);
  expect(problem).not.toContain('hunter2');
});
