import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogues, priceBooks } from '@harmonybatch/model';
import { planningDefaults } from '@harmonybatch/planning';
import { ConfigError, readConfig } from '@harmonybatch/service-kit';
import { stringify } from 'yaml';
import { variables } from '../src/planner-variables';

const folder = mkdtempSync(join(tmpdir(), 'hb-planner-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What has to be set beside. */
const account = {
  FC_ENDPOINT: 'http://127.0.0.1:9000',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
};

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig({ ...account, ...environment }, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

test('a planner that is told nothing plans as the command line does', () => {
  expect(readConfig(account, variables)).toMatchObject(planningDefaults);
});

test('prices and machines of one’s own come from files, and cards are assumed', () => {
  const file = join(folder, 'book.yaml');
  writeFileSync(file, stringify({ ...priceBooks['alibaba-current-usd'], name: 'mine', currency: 'EUR' }));
  const config = readConfig(
    {
      ...account,
      HARMONYBATCH_PRICES: file,
      HARMONYBATCH_CATALOGUE: 'alibaba-2023',
      HARMONYBATCH_ASSUME_CARDS: 'A10=fc.gpu.ada.2, T4 = fc.gpu.tesla.1',
      HARMONYBATCH_HOLDING: 'on-demand',
    },
    variables,
  );
  expect(config.prices).toMatchObject({ name: 'mine', currency: 'EUR' });
  expect(config.catalogue).toBe(catalogues['alibaba-2023']);
  expect(config.assumedCards).toEqual({ A10: 'fc.gpu.ada.2', T4: 'fc.gpu.tesla.1' });
  expect(config.holding).toBe('on-demand');
});

test('what is wrong is told all at once, with the variable', () => {
  expect(
    problemsOf({
      HARMONYBATCH_PRICES: 'free',
      HARMONYBATCH_CATALOGUE: '/none.yaml',
      HARMONYBATCH_ASSUME_CARDS: 'A10',
      HARMONYBATCH_HOLDING: 'cold',
    }),
  ).toEqual([
    expect.stringMatching(/^HARMONYBATCH_PRICES cannot be used: free is unknown/),
    expect.stringMatching(/^HARMONYBATCH_CATALOGUE cannot be used: \/none.yaml does not exist/),
    expect.stringMatching(/^HARMONYBATCH_ASSUME_CARDS is "A10"; it must be CARD=GPUTYPE/),
    expect.stringMatching(/^HARMONYBATCH_HOLDING is "cold"/),
  ]);
});
