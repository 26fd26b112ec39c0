import { createRequire } from 'node:module';
import { limits } from '@harmonybatch/contracts';

interface Header {
  readonly key: string;
  readonly value: Buffer | null;
}

/** What of kafkajs's decoder is used here. */
interface Decoder {
  offset: number;
  readVarInt(): number;
  readVarIntArray(this: Decoder, read: (decoder: Decoder) => Header): Header[];
}

type Merged = Record<string, Header['value'] | Header['value'][]>;

const requireHere = createRequire(__filename);

function skipBytes(decoder: Decoder): void {
  const length = decoder.readVarInt();
  if (length > 0) decoder.offset += length;
}

function readHeaders(decoder: Decoder, read: (decoder: Decoder) => Header): Header[] {
  const count = decoder.readVarInt();
  const headers: Header[] = [];
  for (let index = 0; index < count; index += 1) {
    if (headers.length < limits.maxHeaders) {
      headers.push(read(decoder));
    } else {
      skipBytes(decoder);
      skipBytes(decoder);
    }
  }
  return headers;
}

/** As kafkajs gives headers: the value of each name, or the list of them where it stands several times. */
function merged(headers: readonly Header[]): Merged {
  const values = new Map<string, Header['value'][]>();
  for (const { key, value } of headers) {
    const ofName = values.get(key);
    if (ofName === undefined) values.set(key, [value]);
    else ofName.push(value);
  }
  return Object.fromEntries([...values].map(([key, ofName]) => [key, ofName.length === 1 ? ofName[0]! : ofName]));
}

/**
 * Makes kafkajs read no more than `limits.maxHeaders` headers of a record, in linear time. Version 2.2.4 copies all headers
 * read so far for each further one: 20,000 of them, 120 kB, hold a process up for more than a minute. The list that is read
 * here is of headers alone, and is folded by `reduce`.
 */
export function boundHeaders(): void {
  const { prototype } = requireHere('kafkajs/src/protocol/decoder') as { prototype: Decoder };
  prototype.readVarIntArray = function (read) {
    const headers = readHeaders(this, read);
    return Object.assign(headers, { reduce: () => merged(headers) });
  };
}
