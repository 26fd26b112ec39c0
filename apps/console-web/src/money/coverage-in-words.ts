import type { Coverage } from '@harmonybatch/console-api';

/** What the state of an hour means. */
export const coverageInWords: Readonly<Record<Coverage, string>> = {
  complete: 'everything is in it',
  partial: 'not everything is in it',
  unknown: 'nothing is known of it',
};
