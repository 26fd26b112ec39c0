import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SloBook } from '../../src/shadow/slo-book';

const folder = mkdtempSync(join(tmpdir(), 'hb-slo-book-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  writeFileSync(join(folder, 'apps.yaml'), text);
  return join(folder, 'apps.yaml');
};

test('apps as they are registered have their SLO, attainment and model; others have none', () => {
  const book = SloBook.of({
    apps: file('- {name: a, model: vgg19, sloMs: 500, attainment: 0.95}\n- {name: b, model: bert, sloMs: 800}'),
  });
  expect(book.termsOf('a')).toMatchObject({ sloMs: 500, attainment: 0.95, model: { model: 'vgg19' } });
  expect(book.termsOf('b')).toMatchObject({ sloMs: 800, model: { model: 'bert' } });
  expect(book.termsOf('c')).toBeUndefined();
  expect(book.named).toEqual(['a', 'b']);
});

test('a plan file is taken with or without rates and apps, for they are watched', () => {
  const bare = SloBook.of({
    apps: file('model: vgg19\napps: [{name: a, sloMs: 500}]\ntoday: {perMonth: 100, currency: CNY}'),
  });
  expect(bare.termsOf('a')).toMatchObject({ sloMs: 500 });
  expect(bare.today).toEqual({ perMonth: 100, currency: 'CNY' });
  const modelAlone = SloBook.of({ apps: file('{model: mine, profile: vgg19}'), defaultSlo: 300 });
  expect(modelAlone.termsOf('whoever')).toMatchObject({ sloMs: 300, model: { model: 'mine' } });
});

test('--slo goes before the file, and --default-slo is for all that are not named', () => {
  const book = SloBook.of({
    apps: file('- {name: a, model: bert, sloMs: 500}'),
    slo: [
      ['a', '900'],
      ['b', '700'],
    ],
    defaultSlo: 800,
    model: 'vgg19',
  });
  expect(book.termsOf('a')).toMatchObject({ sloMs: 900, model: { model: 'bert' } });
  expect(book.termsOf('b')).toMatchObject({ sloMs: 700, model: { model: 'vgg19' } });
  expect(book.termsOf('c')).toMatchObject({ sloMs: 800, model: { model: 'vgg19' } });
  expect([book.names('b'), book.names('c')]).toEqual([true, false]);
});

test.each<[string, Parameters<typeof SloBook.of>[0], RegExp]>([
  ['no SLO at all', { model: 'vgg19' }, /No app has an SLO/],
  ['no model', { defaultSlo: 500 }, /Which model/],
  ['a model that nobody knows', { defaultSlo: 500, model: 'resnet' }, /resnet has no profile here; use one of .*vgg19/],
  ['an SLO that is no time', { slo: [['a', 'soon']], model: 'vgg19' }, /--slo a=soon/],
  ['a file with a fault', { apps: '' }, /cannot be planned/],
])('%s is refused', (_what, sources, message) => {
  const apps = sources.apps === undefined ? undefined : file('- {name: a, model: vgg19, sloMs: -1}');
  expect(() => SloBook.of({ ...sources, apps })).toThrow(message);
});
