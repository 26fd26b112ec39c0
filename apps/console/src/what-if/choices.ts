import { catalogues, priceBooks } from '@harmonybatch/model';
import { strategies } from '@harmonybatch/planning';

/** What plans may be asked for on: names of this build. */
export const choices = {
  prices: Object.keys(priceBooks),
  catalogues: Object.keys(catalogues),
  strategies: Object.keys(strategies),
};
