import type { PlanPublished } from '@harmonybatch/contracts';

const words: Readonly<Record<PlanPublished['reason'], string>> = {
  first: 'It is the first plan of the model.',
  app: 'An app came, went or asks for something else.',
  model: 'The model was registered anew.',
  settings: 'The planner runs with other settings.',
  rate: 'Rates moved so far that other groups, or the same at other prices, are better.',
  way: 'The way to functions and back takes more or less of the SLOs than was kept for it.',
  calibration: 'Executions take longer or shorter than the profile says.',
  requested: 'Somebody asked for it.',
  functions: 'Functions that could not be had were tried again.',
  pinned: 'Somebody holds the model to this plan.',
};

/** Why a plan was made, in a sentence. */
export const reasonInWords = (reason: PlanPublished['reason']): string => words[reason];
