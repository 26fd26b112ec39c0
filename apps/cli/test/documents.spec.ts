import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocuments, readEntries, readText } from '../src/input/documents';
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

test('a missing file, a folder and an empty file are refused in words', () => {
  expect(() => readText(join(folder, 'none'))).toThrow(/does not exist/);
  expect(() => readText(folder)).toThrow(/is a folder/);
  expect(() => readEntries(file('empty.yaml', ''))).toThrow(/is empty/);
});
