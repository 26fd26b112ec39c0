import { poissonUpperTail } from '@harmonybatch/model';
import { plan } from '@harmonybatch/planning';
import { brokenSlos } from '../src/promises/broken-slos';
import { keptPromise, type KeptPromise } from '../src/promises/kept-promise';
import { promisedInstance, promisedSettings, sweptStrategies } from '../src/promises/promised-instance';
import { readSweepArguments } from '../src/promises/sweep-arguments';
import { sweepVerdict } from '../src/promises/sweep-verdict';

type Kept = Extract<KeptPromise, { kind: 'kept' }>;

const kept: Kept = {
  kind: 'kept',
  index: 3,
  contest: 0,
  model: 'bert',
  strategy: 'exact',
  prices: 'paper-2023-usd',
  brokenSlos: [],
  attainments: [{ app: 'a', promised: 0.99, requests: 5_000, late: 45, chance: 1 }],
  money: { promised: 1, charged: 1.002, error: 0.002, standardError: 0.001 },
  meanBatchSize: { promised: 2, seen: 2 },
  coldStarts: 0,
  requests: 5_000,
  paidPerRequest: 2e-4,
};

describe('a random instance', () => {
  it('is the same for the same index and seed', () => {
    expect(promisedInstance(17, 4)).toEqual(promisedInstance(17, 4));
    expect(promisedInstance(17, 4).apps).not.toEqual(promisedInstance(17, 5).apps);
  });

  it('meets every model, price book, way of holding and strategy together within as many instances as there are of these', () => {
    const combinations = 4 * promisedSettings.length * sweptStrategies.length;
    const met = new Set(
      Array.from({ length: combinations }, (_, index) => {
        const { model, setting, strategy } = promisedInstance(index, 1);
        return `${model.name}/${setting.prices.name}/${setting.holding}/${strategy}`;
      }),
    );
    expect(met.size).toBe(combinations);
  });

  it('asks every strategy for the same', () => {
    const [first, ...others] = sweptStrategies.map((_, index) => promisedInstance(index, 1));
    for (const { apps, setting, model } of others)
      expect({ apps, setting, model }).toEqual({
        apps: first!.apps,
        setting: first!.setting,
        model: first!.model,
      });
  });

  it('asks for SLOs that bind: many apps lie within a tenth of the tightest', () => {
    const apps = Array.from({ length: 20 }, (_, index) => promisedInstance(index, 1)).flatMap((instance) =>
      instance.apps.map((app) => ({ app, instance })),
    );
    const binding = apps.filter(({ app, instance }) => {
      const { model, setting, strategy } = instance;
      const tighter = { ...app, sloMs: Math.floor(app.sloMs / 1.11) };
      const request = {
        strategy,
        model: model.name,
        profile: model.profile,
        ...setting,
        overheadMs: 1,
        apps: [tighter],
      };
      return plan(request).kind === 'unattainable';
    });
    expect(binding.length).toBeGreaterThan(apps.length / 6);
  });
});

describe('the verdict of a sweep', () => {
  it('is content where everything lies within chance', () => {
    expect(sweepVerdict([kept]).broken).toEqual([]);
  });

  it.each<[string, Partial<Kept>, RegExp]>([
    [
      'an app that got less than it was promised',
      { attainments: [{ ...kept.attainments[0]!, late: 400, chance: 1e-9 }] },
      /promised 99\.00 %/,
    ],
    ['a bill far off', { money: { promised: 1, charged: 1.2, error: 0.2, standardError: 0.001 } }, /20\.00 % off/],
    ['a plan that breaks an SLO by its own numbers', { brokenSlos: ['a misses its SLO'] }, /breaks an SLO/],
  ])('names %s', (_, change, text) => {
    expect(sweepVerdict([kept, { ...kept, ...change }]).broken.join('\n')).toMatch(text);
  });

  const batch = { ...kept, strategy: 'batch', index: 4 };

  it('names a strategy that costs less than exact and keeps every promise', () => {
    const rival = { ...batch, paidPerRequest: 1.9e-4 };
    expect(sweepVerdict([kept, rival]).broken).toEqual([expect.stringMatching(/batch costs 5\.00 % less than exact/)]);
    expect(sweepVerdict([kept, { ...rival, contest: 1 }]).broken).toEqual([]);
    expect(sweepVerdict([kept, { ...rival, paidPerRequest: 1.99e-4 }]).broken).toEqual([]);
  });

  it('does not hold a strategy to what it does not promise, nor exact to what it costs to break a promise', () => {
    const attainments = [{ ...kept.attainments[0]!, late: 400, chance: 1e-9 }];
    const rival = { ...batch, paidPerRequest: 1e-4, attainments, brokenSlos: ['a misses its SLO'] };
    expect(sweepVerdict([kept, rival]).broken).toEqual([]);
  });

  it('sees a price book that is a little off everywhere, though no single bill is', () => {
    const money = { promised: 1, charged: 1.015, error: 0.015, standardError: 0.002 };
    const { broken } = sweepVerdict(Array.from({ length: 10 }, () => ({ ...kept, money })));
    expect(broken).toEqual([expect.stringMatching(/^paper-2023-usd: bills are 1\.50 % off/)]);
  });
});

describe('what a plan breaks by its own numbers', () => {
  const { model, setting, strategy, apps } = promisedInstance(0, 1);
  const result = plan({ strategy, model: model.name, profile: model.profile, ...setting, overheadMs: 1, apps });
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  const [group, ...others] = result.plan.groups;

  it('is seen where a wait is too long, below 0, or an app is left out', () => {
    const withWait = (timeoutMs: number) => ({
      ...result.plan,
      groups: [{ ...group!, apps: group!.apps.map((app) => ({ ...app, timeoutMs })) }, ...others],
    });
    expect(brokenSlos(withWait(1e6), apps, 1).join()).toMatch(/misses its SLO/);
    expect(brokenSlos(withWait(-1), apps, 1).join()).toMatch(/waits -1 ms/);
    expect(brokenSlos({ ...result.plan, groups: others }, apps, 1).join()).toMatch(/served to a part of 0/);
  });
});

it('tells chance from a shortfall: 2 % late of 5,000 where 1 % was allowed, not 1.1 %', () => {
  expect(poissonUpperTail(100, 50)).toBeLessThan(1e-6);
  expect(poissonUpperTail(55, 50)).toBeGreaterThan(0.1);
  expect(poissonUpperTail(10, 2_000)).toBe(1);
});

it('refuses options that are no numbers', () => {
  expect(readSweepArguments(['--instances', 'many'])).toMatchObject({ kind: 'wrong' });
  expect(readSweepArguments(['--nonsense'])).toMatchObject({ kind: 'wrong' });
});

/** A small part of `npm run promises`, in which every price book is met with two of the models. */
it('keeps what plans promise: attainment, money and SLOs of 14 instances', async () => {
  const terms = { seed: 7, requests: 2_000, mostSeconds: 1_800 };
  const all: KeptPromise[] = [];
  for (let contest = 0; contest < 4 * promisedSettings.length; contest += 1) {
    const [model, setting] = [contest % 4, Math.floor(contest / 4)];
    if ((model + setting) % 2 === 0) all.push(await keptPromise(4 * contest + (contest % 3), terms));
  }
  expect(all).toHaveLength(2 * promisedSettings.length);
  expect(new Set(all.map(({ prices }) => prices)).size).toBe(promisedSettings.length);
  expect(sweepVerdict(all).broken).toEqual([]);
}, 900_000);
