/** What a record of the floor says of one request: its id, and when the broker appended it, epoch ms. */
export interface FloorRecord {
  readonly id: string;
  readonly arrivedAtMs: number;
}

/** Sizes of the services' records for requests with 200 bytes of inputs, bytes. */
export const recordBytes = { requested: 264, accepted: 475, completed: 530, batchHead: 480 } as const;

const end = '|';

export const keyOf = ({ id, arrivedAtMs }: FloorRecord): string => `${id}:${arrivedAtMs}`;

export function parseRecord(key: string): FloorRecord {
  const colon = key.lastIndexOf(':');
  return { id: key.slice(0, colon), arrivedAtMs: Number(key.slice(colon + 1)) };
}

/** A value of the given size that names its passengers. */
export const valueOf = (keys: readonly string[], bytes: number): string => `${keys.join()}${end}`.padEnd(bytes, '.');

export const keysIn = (value: string): string[] => value.slice(0, value.indexOf(end)).split(',');
