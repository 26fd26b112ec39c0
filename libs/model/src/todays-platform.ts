/** Names of the price book and the catalogue of today's platform: what holds everywhere where nobody names others. */
export const todaysPlatform = { prices: 'alibaba-current-cny', catalogue: 'alibaba-current' } as const;
