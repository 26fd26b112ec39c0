import { isObject } from '../input/fields';

export interface Bill {
  readonly currency: string;
  readonly total: number;
}

const answerWithinMs = 5_000;

const urlOf = (endpoint: string): string =>
  `${/^https?:\/\//.test(endpoint) ? endpoint : `http://${endpoint}`}`.replace(/\/+$/, '') + '/emulator/bill';

/** What the emulator has billed so far; `undefined` where there is no emulator to ask. */
export async function fetchBill(endpoint: string | undefined): Promise<Bill | undefined> {
  if (endpoint === undefined) return undefined;
  try {
    const response = await fetch(urlOf(endpoint), { signal: AbortSignal.timeout(answerWithinMs) });
    const body: unknown = response.ok ? await response.json() : undefined;
    if (!isObject(body) || typeof body.total !== 'number' || typeof body.currency !== 'string') return undefined;
    return Number.isFinite(body.total) ? { currency: body.currency, total: body.total } : undefined;
  } catch {
    return undefined;
  }
}

/** What was billed between two readings; `undefined` where one is missing or the emulator began anew between them. */
export const billedBetween = (before: Bill | undefined, after: Bill | undefined): Bill | undefined =>
  before && after && before.currency === after.currency && after.total >= before.total
    ? { currency: after.currency, total: after.total - before.total }
    : undefined;
