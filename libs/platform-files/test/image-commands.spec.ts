import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageCommandsOf, PlatformFileError } from '@harmonybatch/platform-files';

const folder = mkdtempSync(join(tmpdir(), 'hb-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const path = join(folder, 'images.yaml');
  writeFileSync(path, text);
  return path;
};

const problemOf = (text: string): string => {
  try {
    imageCommandsOf(file(text));
    return 'none';
  } catch (error) {
    return error instanceof PlatformFileError ? error.message : `unexpected: ${String(error)}`;
  }
};

test('the example of the README gives an image its command', () => {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const [example = ''] = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text).slice(-1);
  const { command, env } = imageCommandsOf(file(example))('registry.example.com/models/onnx:2026-11') ?? {};
  expect([command, env]).toEqual([
    ['node', 'functions/onnx/bin/onnx-function.cjs'],
    { HARMONYBATCH_FUNCTION_MAX_BODY_MB: '8' },
  ]);
});

test('the first pattern that fits counts, a star is any text, and all else is itself', () => {
  const text = 'r/a.b:1:\n  command: [exact]\n"r/*:1":\n  command: [some, "a b"]\n"*":\n  command: [any]\n';
  const commandOf = imageCommandsOf(file(text));
  const programOf = (image: string) => commandOf(image)?.command;
  expect(programOf('r/a.b:1')).toEqual(['exact']);
  expect(programOf('r/axb:1')).toEqual(['some', 'a b']);
  expect(programOf('r/x/y:2')).toEqual(['any']);
  expect(imageCommandsOf(file('r/a:\n  command: [x]\n'))('r/a:1')).toBeUndefined();
});

test('a folder is taken from that of the file', () => {
  mkdirSync(join(folder, 'deep'), { recursive: true });
  const text = 'a:\n  command: [x]\nb:\n  command: [x]\n  cwd: deep\nc:\n  command: [x]\n  cwd: /srv\n';
  const commandOf = imageCommandsOf(file(text));
  expect(['a', 'b', 'c'].map((image) => commandOf(image)?.cwd)).toEqual([folder, join(folder, 'deep'), '/srv']);
});

test.each([
  ['{}', /names no image/],
  ['a:\n  command: []\n', /a\.command/],
  ['a:\n  command: run me\n', /a\.command/],
  ['a:\n  command: [x]\n  shell: true\n', /a\.shell/],
  ['a:\n  command: [x]\n  env: { "1": x }\n', /a\.env/],
  ['a:\n  command: [x]\na:\n  command: [y]\n', /unique/],
])('%j is refused, and what is wrong with it is said', (text, problem) => {
  expect(problemOf(text)).toMatch(problem);
});
