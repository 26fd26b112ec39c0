import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocuments, readEntries, readText } from '../src/documents/documents';
import { Refusal } from '../src/refusal';

const folder = mkdtempSync(join(tmpdir(), 'hb-documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const refusalOf = (act: () => unknown): Refusal => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

test('one object, a list and several documents all give their entries', () => {
  expect(readEntries(file('one.json', '{"name":"a"}'))).toEqual([{ name: 'a' }]);
  expect(readEntries(file('list.yaml', '- name: a\n- name: b\n'))).toEqual([{ name: 'a' }, { name: 'b' }]);
  expect(readEntries(file('mixed.yaml', 'name: a\n---\n- name: b\n- name: c\n'))).toHaveLength(3);
});

test('a syntax fault is named with its line and column', () => {
  const refusal = refusalOf(() => parseDocuments('apps:\n  - {name: a\nmodel: b: c', 'f.yaml'));
  expect(refusal.message).toBe('f.yaml is neither YAML nor JSON.');
  expect(refusal.problems[0]?.field).toMatch(/^line \d+, column \d+$/);
});

test('a duplicate key is a fault, not a silent choice', () => {
  expect(refusalOf(() => parseDocuments('a: 1\na: 2\n', 'f')).problems[0]?.message).toMatch(/unique/i);
});

test('aliases that would unfold without end are refused', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
    'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
  ];
  expect(() => parseDocuments(`${bomb.join('\n')}\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`, 'f')).toThrow(Refusal);
});

test.each([
  ['scalars', 'slo: &slo 800\napps:\n', '  - {sloMs: *slo}\n', 10_000],
  [
    'a map of defaults',
    'base: &base {sloMs: 800, rateHz: 1, attainment: 0.9}\napps:\n',
    '  - {<<: *base, name: a}\n',
    10_000,
  ],
])('thousands of references to %s are no attack', (_, head, entry, times) => {
  const [document] = parseDocuments(head + entry.repeat(times), 'f') as { apps: { sloMs: number }[] }[];
  expect(document?.apps).toHaveLength(times);
  expect(document?.apps.at(-1)).toMatchObject({ sloMs: 800 });
});

test('merge keys are followed, and what stands beside them wins', () => {
  const text = 'a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc: {<<: [*a, *b], y: 3}\n';
  expect(parseDocuments(text, 'f')).toEqual([{ a: { x: 1, y: 1 }, b: { x: 2, z: 2 }, c: { x: 1, y: 3, z: 2 } }]);
});

test('an anchor within itself is refused by its name', () => {
  expect(refusalOf(() => parseDocuments('a: &loop [1, *loop]\n', 'f')).problems[0]?.message).toContain('&loop');
});

test.each(['!secret', '!!binary', '!!timestamp'])('the tag %s is refused, not dropped', (tag) => {
  const { problems } = refusalOf(() => parseDocuments(`name: ${tag} x\n`, 'f'));
  expect(problems[0]).toMatchObject({
    field: 'line 1, column 7',
    message: expect.stringMatching(/tag .* is not known/),
  });
});

test('tags of what YAML has anyway are heeded', () => {
  expect(parseDocuments('a: !!str 2024\nb: !!int "7"\n', 'f')).toEqual([{ a: '2024', b: 7 }]);
});

test('a byte order mark is skipped, other encodings are refused', () => {
  expect(readText(file('bom.json', '\ufeff{"a": 1}'))).toBe('{"a": 1}');
  writeFileSync(join(folder, 'utf16.yaml'), Buffer.from('\ufeffa: 1', 'utf16le'));
  expect(() => readText(join(folder, 'utf16.yaml'))).toThrow(/save it as UTF-8/);
});

test('a missing file, a folder and an empty file are refused in words', () => {
  expect(() => readText(join(folder, 'none'))).toThrow(/does not exist/);
  expect(() => readText(folder)).toThrow(/is a folder/);
  expect(() => readEntries(file('empty.yaml', ''))).toThrow(/is empty/);
});
