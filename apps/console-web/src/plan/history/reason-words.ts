import type { PlanPage } from '@harmonybatch/console-api';

/** Why a plan was made, in a few words. */
export const reasonWords: Readonly<Record<PlanPage['reason'], string>> = {
  first: 'the first one',
  app: 'an app changed',
  model: 'the model changed',
  settings: 'other settings',
  rate: 'rates moved',
  way: 'the way took another time',
  calibration: 'executions took another time',
  requested: 'somebody asked',
  functions: 'functions were tried again',
  pinned: 'somebody holds it',
};
