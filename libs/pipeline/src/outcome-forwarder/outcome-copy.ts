import { outcomeHeaders } from '@harmonybatch/contracts';
import type { InboundRecord, OutboundRecord } from '@harmonybatch/ports';

/** The app whose outcome a record is, by its headers: the value is not parsed. Undefined where no app is named. */
export function appOfOutcome({ headers, value }: InboundRecord): string | undefined {
  const app = Object.hasOwn(headers, outcomeHeaders.app) ? headers[outcomeHeaders.app] : undefined;
  return value === null || app === '' ? undefined : app;
}

/** The same record for another topic: key, value and headers byte for byte. */
export const copyFor = (topic: string, { key, value, headers, original }: InboundRecord): OutboundRecord => ({
  topic,
  key,
  value,
  headers: original === undefined ? headers : undefined,
  original,
});
