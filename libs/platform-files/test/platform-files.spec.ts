import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogues, priceBooks } from '@harmonybatch/model';
import { plan, planRequestOf, planningDefaults } from '@harmonybatch/planning';
import { catalogueOf, PlatformFileError, priceBookOf } from '@harmonybatch/platform-files';
import { shippedProfiles } from '@harmonybatch/model';
import { parse, stringify } from 'yaml';

const folder = mkdtempSync(join(tmpdir(), 'hb-platform-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** The examples of the README, as a reader would copy them. */
const [bookText, catalogueText] = [
  ...readFileSync(join(__dirname, '..', 'README.md'), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g),
].map(([, text]) => text!) as [string, string];

const faultOf = (act: () => unknown): PlatformFileError => {
  try {
    act();
  } catch (error) {
    if (error instanceof PlatformFileError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};
const fieldsOf = (act: () => unknown): string[] => faultOf(act).problems.map(({ field }) => field);

test('what ships is found by its name', () => {
  expect(priceBookOf('alibaba-current-cny')).toBe(priceBooks['alibaba-current-cny']);
  expect(catalogueOf('alibaba-current')).toBe(catalogues['alibaba-current']);
});

test('machines of one’s own are planned for at one’s own prices, in YAML and in JSON', () => {
  const prices = priceBookOf(file('book.yaml', bookText));
  const catalogue = catalogueOf(file('machines.json', JSON.stringify(parse(catalogueText))));
  expect(prices.keepAliveSeconds).toEqual({ cpu: Infinity, gpu: Infinity });
  const terms = { ...planningDefaults, prices, catalogue, assumedCards: { A10: 'l4' } };
  const model = { name: 'vgg19', profile: shippedProfiles['vgg19']! };
  const apps = [{ name: 'hasty', sloMs: 200, rateHz: 50 }];
  const result = plan(planRequestOf(model, terms, apps));
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  expect(result.plan).toMatchObject({ prices: 'my-machines-usd', catalogue: 'my-machines', currency: 'USD' });
  expect(result.plan.groups[0]!.function).toMatchObject({ type: 'gpu', gpuType: 'l4', vcpu: 4 });
});

test.each<[string, Record<string, unknown>, string]>([
  ['a negative price', { perInvocation: -1 }, 'perInvocation'],
  ['no number', { perInvocation: 'cheap' }, 'perInvocation'],
  ['infinity', { perInvocation: Infinity }, 'perInvocation'],
  ['NaN', { perInvocation: NaN }, 'perInvocation'],
  ['a currency in lower case', { currency: 'usd' }, 'currency'],
  ['a slip of the pen', { perInvokation: 1 }, 'perInvokation'],
  ['no date', { effectiveDate: 'today' }, 'effectiveDate'],
  [
    'a card without an idle price',
    { idle: { perVcpuSecond: 0, perMemoryGbSecond: 0, perGpuMemoryGbSecond: {} } },
    'idle.perGpuMemoryGbSecond.l4',
  ],
  [
    'rebates out of order',
    {
      tiers: [
        { fromPerMonth: 2, factor: 0.9 },
        { fromPerMonth: 1, factor: 0.8 },
      ],
    },
    'tiers.1.fromPerMonth',
  ],
  ['a rebate that raises the price', { tiers: [{ fromPerMonth: 2, factor: 2 }] }, 'tiers.0.factor'],
  ['the name of a book that ships', { name: 'alibaba-current-cny' }, 'name'],
])('a price book with %s is refused with its field', (_, change, field) => {
  const path = file('bad.yaml', stringify({ ...(parse(bookText) as object), ...change }));
  expect(fieldsOf(() => priceBookOf(path))).toContain(field);
});

test.each<[string, Record<string, unknown>, string]>([
  ['a payload beyond what an invocation may carry', { maxPayloadBytes: 1e12 }, 'maxPayloadBytes'],
  ['a grid too fine', { cpu: { stepVcpu: 0.001 } }, 'cpu.stepVcpu'],
  ['a least above the most', { cpu: { maxVcpu: 0.1 } }, 'cpu.maxVcpu'],
  ['a batch beyond any', { cpu: { maxBatchSize: 1e6 } }, 'cpu.maxBatchSize'],
])('a catalogue with %s is refused with its field', (_, { cpu, ...change }, field) => {
  const good = parse(catalogueText) as { cpu: object };
  const path = file('bad.yaml', stringify({ ...good, ...change, cpu: { ...good.cpu, ...(cpu as object) } }));
  expect(fieldsOf(() => catalogueOf(path))).toContain(field);
});

test('a word that is neither, a missing file, a folder and no YAML are told apart', () => {
  expect(faultOf(() => priceBookOf('constructor')).message).toMatch(
    /is unknown; use one of .*alibaba-current-cny.*file/,
  );
  expect(faultOf(() => priceBookOf('./none.yaml')).message).toMatch(/none.yaml does not exist/);
  expect(faultOf(() => priceBookOf(`${folder}/`)).message).toMatch(/is not a file/);
  expect(faultOf(() => priceBookOf(file('torn.yaml', '{name: '))).message).toMatch(/is neither YAML nor JSON/);
});
