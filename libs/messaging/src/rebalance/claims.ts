import type { Partitions } from './sticky-division';

/** What a member says of itself when it joins: what it reads now, and by which division. */
export interface Claims {
  readonly generation: number;
  readonly owned: Partitions;
  /** It is about to leave: all that it reads is to go to others. Absent: it stays. */
  readonly leaves?: boolean;
}

/** Of a member that reads nothing, or of one that says nothing that can be read. */
export const noClaims: Claims = Object.freeze({ generation: -1, owned: Object.freeze({}) });

/** Larger ones are of nobody who reads Kafka's topics, bytes. */
const maxBytes = 4 * 1024 * 1024;

export const encodeClaims = (claims: Claims): Buffer => Buffer.from(JSON.stringify(claims));

/** Whoever may join the group may send anything: what is not as it should be claims nothing. */
export function decodeClaims(bytes: Buffer | null): Claims {
  if (bytes === null || bytes.length === 0 || bytes.length > maxBytes) return noClaims;
  try {
    const { generation, owned, leaves } = JSON.parse(bytes.toString()) as Partial<Record<keyof Claims, unknown>>;
    if (!isNumber(generation) || !isPartitions(owned)) return noClaims;
    return leaves === true ? { generation, owned, leaves } : { generation, owned };
  } catch {
    return noClaims;
  }
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);
const isPartitions = (value: unknown): value is Partitions =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((numbers) => Array.isArray(numbers) && numbers.every(isNumber));
