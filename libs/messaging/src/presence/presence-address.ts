/** Where a process shows that it lives. */
export interface PresenceAddress {
  readonly host: string;
  readonly port: number;
  /** This run of the process: 36 characters, other ones in every run. */
  readonly instance: string;
  /** See `networkStack`; absent where it is not known. */
  readonly stack?: string | undefined;
}

/** Ends what a member says to its group where an address stands in it; before it the address's length, two bytes. */
const mark = Buffer.from('HBp1', 'latin1');
const lengthBytes = 2;
const maxAddressBytes = 512;
const hostPattern = /^[A-Za-z0-9._:-]{1,253}$/;
const stackPattern = /^[0-9a-f]{32}$/;
export const instancePattern = /^[0-9a-f-]{36}$/;

/**
 * Appends an address to what a member says when it joins its group. Readers of Kafka's consumer protocol pass over what
 * follows the fields that they know, as over fields of later versions of it.
 */
export function withAddress(metadata: Buffer, address: PresenceAddress): Buffer {
  const json = Buffer.from(JSON.stringify(address));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt16BE(json.length);
  return Buffer.concat([metadata, json, length, mark]);
}

/** The address in what a member said; undefined where there is none, or none that can be read. */
export function addressIn(metadata: Buffer): PresenceAddress | undefined {
  const lengthAt = metadata.length - mark.length - lengthBytes;
  if (lengthAt < 0 || !metadata.subarray(lengthAt + lengthBytes).equals(mark)) return undefined;
  const length = metadata.readUInt16BE(lengthAt);
  if (length > maxAddressBytes || length > lengthAt) return undefined;
  return addressOf(metadata.subarray(lengthAt - length, lengthAt).toString());
}

function addressOf(json: string): PresenceAddress | undefined {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { host, port, instance, stack } = read as Record<keyof PresenceAddress, unknown>;
  if (typeof host !== 'string' || !hostPattern.test(host)) return undefined;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  if (typeof instance !== 'string' || !instancePattern.test(instance)) return undefined;
  if (stack !== undefined && (typeof stack !== 'string' || !stackPattern.test(stack))) return undefined;
  return { host, port, instance, stack };
}

/** Tells one process's address from all others. */
export const keyOf = ({ host, port, instance }: PresenceAddress): string => `${host} ${port} ${instance}`;
