import { shippedProfiles } from '@harmonybatch/model';
import { parsePlanTask } from '../src/input/plan-file';
import { Refusal, type Problem } from '../src/refusal';

const app = { name: 'app1', sloMs: 500, rateHz: 5 };

const problemsOf = (document: unknown): readonly Problem[] => {
  try {
    parsePlanTask(document, 'f');
  } catch (error) {
    if (error instanceof Refusal) return error.problems;
    throw error;
  }
  return [];
};
const fieldsOf = (document: unknown): string[] => problemsOf(document).map(({ field }) => field);

test('a good file gives model, profile and apps', () => {
  expect(parsePlanTask({ model: 'vgg19', apps: [app] }, 'f')).toEqual({
    model: 'vgg19',
    profile: shippedProfiles.vgg19,
    apps: [app],
    itemBytes: 0,
  });
});

test('an inline profile stands in for a shipped one, and is checked', () => {
  const profile = shippedProfiles.bert;
  expect(parsePlanTask({ model: 'mine', profile, apps: [app] }, 'f').profile).toBe(profile);
  expect(fieldsOf({ model: 'mine', profile: { cpu: 7 }, apps: [app] })).toEqual(['profile.cpu']);
});

test.each([
  ['a negative SLO', { ...app, sloMs: -300 }, 'apps[0].sloMs', 'got -300'],
  ['an SLO of zero', { ...app, sloMs: 0 }, 'apps[0].sloMs', 'above 0'],
  ['an SLO beyond the limit', { ...app, sloMs: 600_001 }, 'apps[0].sloMs', 'at most 600,000'],
  ['NaN', { ...app, rateHz: Number.NaN }, 'apps[0].rateHz', 'got NaN'],
  ['infinity', { ...app, rateHz: Infinity }, 'apps[0].rateHz', 'got Infinity'],
  ['a number in quotes', { ...app, rateHz: '5' }, 'apps[0].rateHz', 'remove the quotes'],
  ['a missing rate', { name: 'a', sloMs: 1 }, 'apps[0].rateHz', 'got nothing'],
  ['a name with a space', { ...app, name: 'my app' }, 'apps[0].name', 'got "my app"'],
  ['a slip of the pen', { ...app, sloMS: 3 }, 'apps[0].sloMS', 'known are name, sloMs, rateHz'],
])('%s is named with its field and how to mend it', (_, entry, field, part) => {
  const [problem] = problemsOf({ model: 'vgg19', apps: [entry] });
  expect(problem?.field).toBe(field);
  expect(problem?.message).toContain(part);
});

test('all problems are named at once', () => {
  expect(fieldsOf({ model: 'vgg', apps: [app, { ...app, sloMs: -1 }, 7], more: 1 })).toEqual([
    'more',
    'model',
    'apps[1].sloMs',
    'apps[2]',
    'apps[1].name',
  ]);
});

test('no apps, no list and too many apps are refused', () => {
  expect(fieldsOf({ model: 'vgg19', apps: [] })).toEqual(['apps']);
  expect(fieldsOf({ model: 'vgg19', apps: { name: 'a' } })).toEqual(['apps']);
  expect(fieldsOf({ model: 'vgg19', apps: Array.from({ length: 10_001 }, () => app) })).toEqual(['apps']);
});

test('an unknown model is answered with the known ones; inherited names are no models', () => {
  expect(problemsOf({ model: 'vgg', apps: [app] })[0]?.message).toContain('vgg19');
  expect(fieldsOf({ model: 'constructor', apps: [app] })).toEqual(['model']);
});

test.each([null, 'text', 7, [1]])('%p is no plan file', (document) => {
  expect(() => parsePlanTask(document, 'f')).toThrow(Refusal);
});
