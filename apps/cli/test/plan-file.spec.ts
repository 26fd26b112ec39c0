import { shippedProfiles } from '@harmonybatch/model';
import { oneModelOf, parsePlanFile } from '../src/plan-file/plan-file';
import { Refusal, type Problem } from '../src/refusal';

const app = { name: 'app1', sloMs: 500, rateHz: 5 };

const taskOf = (document: unknown) => oneModelOf(parsePlanFile([document], 'f'), undefined);

const problemsOf = (document: unknown): readonly Problem[] => {
  try {
    parsePlanFile([document], 'f');
  } catch (error) {
    if (error instanceof Refusal) return error.problems;
    throw error;
  }
  return [];
};
const fieldsOf = (document: unknown): string[] => problemsOf(document).map(({ field }) => field);

test('a good file gives model, profile and apps', () => {
  expect(taskOf({ model: 'vgg19', apps: [app] })).toEqual({
    model: 'vgg19',
    profile: shippedProfiles.vgg19,
    apps: [app],
    itemBytes: 0,
  });
});

test('an inline profile stands in for a shipped one, and is checked', () => {
  const profile = shippedProfiles.bert;
  expect(taskOf({ model: 'mine', profile, apps: [app] }).profile).toBe(profile);
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

test('an empty field that may be absent is absent, one that may not is named', () => {
  const bare = { ...app, attainment: null, expectedRateHz: null, model: null, whenLate: null, outcomeTopic: null };
  const document = { model: 'vgg19', profile: null, maxItemBytes: null, today: null, models: null, apps: [bare] };
  expect(taskOf(document)).toEqual(taskOf({ model: 'vgg19', apps: [app] }));
  expect(
    taskOf({ name: 'a', model: 'vgg19', sloMs: 500, expectedRateHz: 3, rateHz: null, attainment: null }).apps,
  ).toEqual([{ name: 'a', sloMs: 500, rateHz: 3 }]);
  const profile = { ...shippedProfiles.bert, gpu: null };
  expect(taskOf({ model: 'mine', profile, apps: [app] }).profile).toEqual({ cpu: shippedProfiles.bert!.cpu });
  expect(fieldsOf({ model: 'vgg19', apps: [{ ...app, sloMs: null }] })).toEqual(['apps[0].sloMs']);
  expect(fieldsOf({ model: 'vgg19', apps: [app], today: { perMonth: null, currency: 'CNY' } })).toEqual([
    'today.perMonth',
  ]);
  expect(fieldsOf({ model: 'vgg19', apps: [{ ...app, sloMS: null }] })).toEqual(['apps[0].sloMS']);
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
  expect(() => parsePlanFile([document], 'f')).toThrow(Refusal);
});

const second = { name: 'app2', sloMs: 800, rateHz: 2 };

test('several models stand in one file, as a list or as documents, with what is paid today', () => {
  const today = { perMonth: 900, currency: 'CNY' };
  const models = [
    { model: 'vgg19', apps: [app] },
    { model: 'bert', apps: [second], maxItemBytes: 10 },
  ];
  const expected = {
    tasks: [
      { model: 'vgg19', apps: [app] },
      { model: 'bert', apps: [second], itemBytes: 10 },
    ],
    today,
  };
  expect(parsePlanFile([{ models, today }], 'f')).toMatchObject(expected);
  expect(parsePlanFile([...models, { today }], 'f')).toMatchObject(expected);
});

test('apps and models are read as they are registered; an app that does not say its rate is planned as live', () => {
  const registered = [
    { name: 'app1', model: 'mine', sloMs: 500, expectedRateHz: 5, whenLate: 'serve' },
    { name: 'app2', model: 'bert', sloMs: 800, attainment: 0.9 },
  ];
  const mine = { name: 'mine', version: '1', image: 'i', port: 1, profile: 'vgg19', maxItemBytes: 7 };
  const { tasks, notes } = parsePlanFile([registered, mine], 'f');
  expect(tasks).toMatchObject([
    { model: 'mine', profile: shippedProfiles.vgg19, apps: [app], itemBytes: 7 },
    { model: 'bert', apps: [{ name: 'app2', sloMs: 800, rateHz: 1, attainment: 0.9 }] },
  ]);
  expect(notes).toEqual([expect.stringContaining('App app2 does not say its expectedRateHz')]);
});

test.each([
  [
    'the same app under two models',
    {
      models: [
        { model: 'vgg19', apps: [app] },
        { model: 'bert', apps: [app] },
      ],
    },
    'models[1].apps[0].name',
  ],
  ['another model than that of the list', { model: 'vgg19', apps: [{ ...app, model: 'bert' }] }, 'apps[0].model'],
  ['both rates', { model: 'vgg19', apps: [{ ...app, expectedRateHz: 5 }] }, 'apps[0].rateHz'],
  ['no currency', { model: 'vgg19', apps: [app], today: { perMonth: 7 } }, 'today.currency'],
  ['a negative bill', { model: 'vgg19', apps: [app], today: { perMonth: -7, currency: 'CNY' } }, 'today.perMonth'],
  [
    'a model twice, each with a profile',
    {
      models: [
        { model: 'a', profile: 'bert', apps: [app] },
        { model: 'a', profile: 'bert', apps: [second] },
      ],
    },
    'models[1].model',
  ],
  ['an item beyond any invocation', { model: 'vgg19', apps: [app], maxItemBytes: 1e9 }, 'maxItemBytes'],
])('%s is named with its field', (_, document, field) => {
  expect(fieldsOf(document)).toEqual([field]);
});

test('of several models, one has to be named where one is needed', () => {
  const file = parsePlanFile(
    [
      {
        models: [
          { model: 'vgg19', apps: [app] },
          { model: 'bert', apps: [second] },
        ],
      },
    ],
    'f',
  );
  expect(oneModelOf(file, 'bert').model).toBe('bert');
  expect(() => oneModelOf(file, undefined)).toThrow('the models vgg19, bert: name one with --model');
});
