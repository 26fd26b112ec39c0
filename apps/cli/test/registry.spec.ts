import { topics, type AppRegistered, type ModelProfiled } from '@harmonybatch/contracts';
import { Refusal } from '../src/refusal';

import { changesOf, parseApps, parseModels } from '../src/registry/entries';
import { appGone, appPlanned, modelPlanned } from '../src/registry/expectation';
import { planOf, vgg19 as model } from './fake-system';
import { FedViews } from './kafka-records';

const app: AppRegistered = { name: 'app1', model: 'vgg19', sloMs: 300 };

const problemsOf = (act: () => unknown): string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map(({ field }) => field);
    throw error;
  }
  return [];
};

test('the name of a shipped profile stands for it', () => {
  expect(parseModels([{ ...model, profile: 'vgg19' }], 'f')).toEqual([model]);
  expect(problemsOf(() => parseModels([{ ...model, profile: 'vgg' }], 'f'))).toEqual(['profile']);
  expect(problemsOf(() => parseModels([{ ...model, profile: 'toString' }], 'f'))).toEqual(['profile']);
});

test('every fault of every entry is named', () => {
  const entries = [{ ...app, sloMs: -1 }, { ...app, model: 'none' }, { ...app, name: 'x y' }, 7];
  expect(problemsOf(() => parseApps(entries, 'f', ['vgg19']))).toEqual([
    '[0].sloMs',
    '[2].name',
    '[3]',
    '[1].name',
    'app1.model',
  ]);
});

test('null is as good as absent where a field may be absent, in files and in what is registered', () => {
  const bare = { ...app, attainment: null, expectedRateHz: null, whenLate: null, outcomeTopic: null };
  expect(parseApps([bare], 'f', ['vgg19'])).toEqual([app]);
  const { gpu: _gpu, ...profile } = model.profile;
  const bareModel = {
    ...model,
    env: null,
    role: null,
    vpc: null,
    maxItemBytes: null,
    profile: { ...profile, gpu: null },
  };
  expect(parseModels([bareModel], 'f')).toEqual([{ ...model, profile }]);
  expect(problemsOf(() => parseApps([{ ...app, sloMs: null }], 'f', ['vgg19']))).toEqual(['sloMs']);
  const fed = new FedViews();
  fed.put(topics.appRegistered.name, 'app1', bare);
  fed.put(topics.modelProfiled.name, 'vgg19', bareModel);
  expect(fed.views.apps.get('app1')).toEqual(app);
  expect(fed.views.models.get('vgg19')).toEqual({ ...model, profile });
  expect(changesOf([app], fed.views.apps)[0]?.change).toBe('unchanged');
});

test('a topic for outcomes is no topic of the services, and a name that Kafka takes', () => {
  for (const outcomeTopic of ['inference.completed', 'staging.inference.requested', '__consumer_offsets', 'a b', ''])
    expect(problemsOf(() => parseApps([{ ...app, outcomeTopic }], 'f', ['vgg19']))).toEqual([
      expect.stringMatching(/outcomeTopic$/),
    ]);
  const named = { ...app, outcomeTopic: 'shop.outcomes' };
  expect(parseApps([named], 'f', ['vgg19'])).toEqual([named]);
});

test('what YAML reads as a number, a boolean or nothing is to be put in quotes where text is meant', () => {
  const messages = (entry: object): string[] => {
    try {
      parseModels([{ ...model, ...entry }], 'f');
      return [];
    } catch (error) {
      return (error as Refusal).problems.map(({ message }) => message);
    }
  };
  for (const version of [1.1, 2024, -3, true, null]) expect(messages({ version })[0]).toMatch(/put it in quotes$/);
  expect(messages({ port: '80' })[0]).toMatch(/remove the quotes$/);
  expect(messages({ version: ['1'] })[0]).not.toContain('quotes');
});

test('created, changed, unchanged', () => {
  const registered = new Map([['a', { ...app, name: 'a' }]]);
  const wanted = [
    { ...app, name: 'a' },
    { ...app, name: 'b' },
  ];
  expect(changesOf(wanted, registered).map(({ change }) => change)).toEqual(['unchanged', 'created']);
  expect(changesOf([{ ...app, name: 'a', sloMs: 1 }], registered)[0]?.change).toBe('changed');
});

test('the latest record of a key is its state, a tombstone ends it, an unreadable one changes nothing', () => {
  const fed = new FedViews();
  fed.put(topics.appRegistered.name, 'app1', app);
  fed.put(topics.appRegistered.name, 'app1', '{');
  fed.put(topics.appRegistered.name, 'app1', { ...app, sloMs: -2 });
  expect(fed.views.apps.get('app1')).toEqual(app);
  fed.put(topics.appRegistered.name, 'app1', null);
  expect(fed.views.apps.names().length).toBe(0);
});

test('an app is in force once a plan holds it with its SLO', () => {
  const fed = new FedViews();
  const expectation = appPlanned(app);
  expect(expectation.state(fed.views)).toEqual({ kind: 'waiting' });
  fed.put(topics.planPublished.name, 'vgg19', planOf([{ ...app, sloMs: 500 }]));
  expect(expectation.state(fed.views)).toEqual({ kind: 'waiting' });
  const epoch = fed.put(topics.planPublished.name, 'vgg19', planOf([app]));
  expect(expectation.state(fed.views)).toEqual({ kind: 'inForce', epoch });
});

test('an app that no function can serve is refused with the tightest SLO', () => {
  const fed = new FedViews();
  const unservable = { name: 'app1', sloMs: 300, tightestSloMs: 410.2, message: 'Too tight.' };
  fed.put(topics.planPublished.name, 'vgg19', { ...planOf([], [unservable]) });
  expect(appPlanned(app).state(fed.views)).toEqual({
    kind: 'refused',
    reason: 'app1 asks for 300 ms, but the tightest SLO that can be met is 411 ms; raise its sloMs to at least that',
  });
});

test('a removed app is gone once the plan knows it no more', () => {
  const fed = new FedViews();
  expect(appGone(app).state(fed.views).kind).toBe('inForce');
  fed.put(topics.planPublished.name, 'vgg19', planOf([app]));
  expect(appGone(app).state(fed.views).kind).toBe('waiting');
  fed.put(topics.planPublished.name, 'vgg19', planOf([]));
  expect(appGone(app).state(fed.views).kind).toBe('inForce');
});

test('a model without apps has no plan to wait for; one with apps waits for a plan of what it is now', () => {
  const fed = new FedViews();
  expect(modelPlanned(model).state(fed.views).kind).toBe('inForce');
  fed.put(topics.appRegistered.name, 'app1', app);
  expect(modelPlanned(model).state(fed.views).kind).toBe('waiting');
  const epoch = fed.put(topics.planPublished.name, 'vgg19', planOf([app]));
  expect(modelPlanned(model).state(fed.views)).toEqual({ kind: 'inForce', epoch });
  for (const changed of [{ version: '2' }, { image: 'other' }, { env: { A: '1' } }]) {
    expect(modelPlanned({ ...model, ...changed }).state(fed.views).kind).toBe('waiting');
  }
});

test('a model whose fields stand in another order is the model in force', () => {
  const fed = new FedViews();
  fed.put(topics.appRegistered.name, 'app1', app);
  fed.put(topics.planPublished.name, 'vgg19', planOf([app], [], model));
  const reordered = Object.fromEntries(Object.entries(model).reverse()) as ModelProfiled;
  expect(modelPlanned(reordered).state(fed.views).kind).toBe('inForce');
});
