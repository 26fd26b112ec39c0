import { evaluatedModels, evaluatedSettings } from '@harmonybatch/evaluation';
import { belowMbsNote, kneeNote, type OutcomesByModel } from '../src/paper/cost-notes';
import type { Outcome } from '../src/compare';
import { mergeNote } from '../src/paper/fig-13';
import { kneeNote as kneesByRate } from '../src/paper/fig-6';
import { kneeNote as kneesBySlo } from '../src/paper/fig-7';

const costing = (costPerMillion: number): Outcome => ({ costPerMillion }) as Outcome;
const outcomes: OutcomesByModel = new Map([['vgg19', [null, costing(20), costing(15), costing(14)]]]);

it('what is published is said beside what this run found, with the difference', () => {
  expect(belowMbsNote(outcomes)).toContain('25 % (vgg19) where 59.6 % are published, 34.6 points apart');
  expect(kneesByRate([[0.25, 0.54], [0.25, 0.58], [0.25]])).toMatch(
    /0.39 s is met with 0.25 s.*0.6 s is met with 0.54 to 0.58 s/,
  );
  expect(kneesByRate([[], [], []])).toContain('the published one at 0.39 s is not reproduced');
  expect(kneesBySlo([{ name: 'vgg19', kneesHz: [40, 20, 9.9, 0.01, 8] }])).toContain('9.9 at an SLO of 1 s (5.3 %)');
  expect(mergeNote([{ name: 'vgg19', costs: [10, 8, 5] }])).toMatch(
    /Here 2 merges \(0 of 1 models .*cut the cost by 50 %.*VGG-19 saves 50 %/,
  );
});

it('whether a GPU function always wins is asked of every model at these prices', () => {
  const literal = evaluatedSettings.find(({ prices }) => prices.name === 'paper-2023-usd')!;
  const note = kneeNote(literal, evaluatedModels);
  expect(note).toContain('vgg19: a GPU function always wins');
  expect(note).not.toContain('gpt2: a GPU function always wins');
});
