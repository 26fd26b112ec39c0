import { isObject } from '../documents/fields';

export interface Bill {
  readonly currency: string;
  readonly total: number;
  /** The part of it that idle instances cost; absent where the bill does not tell. */
  readonly idle?: number;
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
    return isObject(body) ? billOf(body) : undefined;
  } catch {
    return undefined;
  }
}

const billOf = ({ currency, total, idle }: Readonly<Record<string, unknown>>): Bill | undefined =>
  typeof currency === 'string' && isAmount(total)
    ? { currency, total, idle: isAmount(idle) ? idle : undefined }
    : undefined;

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** What was billed between two readings; `undefined` where one is missing or the emulator began anew between them. */
export function billedBetween(before: Bill | undefined, after: Bill | undefined): Bill | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before.currency !== after.currency || after.total < before.total) return undefined;
  const idle = before.idle === undefined || after.idle === undefined ? undefined : after.idle - before.idle;
  return { currency: after.currency, total: after.total - before.total, idle };
}
