import { alibabaCurrentCny, alibabaCurrentUsd } from './books/alibaba-current';
import { ownMachinesUsd } from './books/own-machines';
import { paper2023Usd } from './books/paper-2023-usd';
import { prototype2023Cny } from './books/prototype-2023-cny';
import type { PriceBook } from './price-book';

/** Every price book, by its name. */
export const priceBooks: Readonly<Record<string, PriceBook>> = {
  [paper2023Usd.name]: paper2023Usd,
  [prototype2023Cny.name]: prototype2023Cny,
  [alibabaCurrentCny.name]: alibabaCurrentCny,
  [alibabaCurrentUsd.name]: alibabaCurrentUsd,
  [ownMachinesUsd.name]: ownMachinesUsd,
};
