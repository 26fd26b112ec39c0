import { catalogues, priceBooks, type Catalogue, type PriceBook } from '@harmonybatch/model';

/** A price book with a catalogue that it has prices for. */
export interface Platform {
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
  readonly assumedCards: Readonly<Record<string, string>>;
}

/** Every price book there is. */
export const platforms: readonly Platform[] = Object.values(priceBooks).map((prices): Platform => {
  const isCurrent = prices.name.startsWith('alibaba-current');
  return {
    prices,
    catalogue: catalogues[isCurrent ? 'alibaba-current' : 'alibaba-2023']!,
    assumedCards: isCurrent ? { A10: 'fc.gpu.ada.2' } : {},
  };
});
