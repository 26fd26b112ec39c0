/** How the elements of a tensor stand in bytes (little-endian, row by row) and in JSON. */
export interface Datatype {
  /** Bytes of an element; null where each says its own. */
  readonly bytes: number | null;
  /** The elements of these bytes, as JSON each. @throws ElementError */
  decode(bytes: Buffer): string[];
  /** The bytes of these elements, as JSON each. @throws ElementError */
  encode(elements: readonly string[]): Buffer;
}

/** An element that bytes or JSON cannot carry. */
export class ElementError extends Error {}

interface Fixed {
  readonly bytes: number;
  readonly read: (bytes: Buffer, at: number) => string;
  readonly write: (bytes: Buffer, json: string, at: number) => void;
}

/** Elements that all take the same number of bytes. */
const fixed = ({ bytes, read, write }: Fixed): Datatype => ({
  bytes,
  decode: (all) => Array.from({ length: all.length / bytes }, (_, index) => read(all, index * bytes)),
  encode: (elements) => {
    const all = Buffer.alloc(elements.length * bytes);
    elements.forEach((json, index) => written(json, () => write(all, json, index * bytes)));
    return all;
  },
});

function written(json: string, write: () => unknown): void {
  try {
    write();
  } catch {
    throw new ElementError(`${json.slice(0, 40)} is no element of it`);
  }
}

const whole = (json: string): number => {
  const value = Number(json);
  if (!Number.isInteger(value)) throw new ElementError('it is not whole');
  return value;
};
const wholeBig = (json: string): bigint => (/^-?\d+$/.test(json) ? BigInt(json) : BigInt(whole(json)));

/** JSON has no NaN and no infinity. */
const finite = (value: number, text = String(value)): string => {
  if (Number.isFinite(value)) return text;
  throw new ElementError(`${value} cannot be written as JSON`);
};

const decimal = (json: string): number => {
  if (/^-?(?:\d|Infinity)/.test(json) || json === 'NaN') return Number(json);
  throw new ElementError('it is no number');
};

/** The fewest digits by which the same 32-bit float is read. */
function shortestFloat(value: number): string {
  const text = [6, 7, 8].map((digits) => String(Number(value.toPrecision(digits))));
  return finite(value, text.find((one) => Math.fround(Number(one)) === value) ?? String(Number(value.toPrecision(9))));
}

const minHalfExponent = -14;

/** A half-precision float of IEEE 754. */
function halfToNumber(half: number): number {
  const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 0x1f, half & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * 2 ** minHalfExponent * (fraction / 1024);
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** The nearest half-precision float, ties to even. */
function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(minHalfExponent, Math.floor(Math.log2(size || 1e-9)));
  const steps = nearestEven(size / 2 ** (exponent - 10));
  return sign | (exponent === minHalfExponent ? steps : steps + ((exponent + 14) << 10));
}

function nearestEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const scratch = Buffer.alloc(4);

/** The upper half of a 32-bit float. */
const bfloatToNumber = (bits: number): number => {
  scratch.writeUInt32LE((bits << 16) >>> 0);
  return scratch.readFloatLE();
};
const numberToBfloat = (value: number): number => {
  scratch.writeFloatLE(value);
  const bits = scratch.readUInt32LE();
  if (Number.isNaN(value)) return 0x7fc0;
  return Math.min(0xffff, nearestEven(bits / 0x10000));
};

/** Texts, each with its length in front. */
const texts: Datatype = {
  bytes: null,
  decode: (all) => {
    const elements: string[] = [];
    for (let at = 0; at < all.length;) {
      const end = at + 4 <= all.length ? at + 4 + all.readUInt32LE(at) : Infinity;
      if (end > all.length) throw new ElementError(`element ${elements.length} is longer than what is left`);
      elements.push(jsonText(all.subarray(at + 4, end), elements.length));
      at = end;
    }
    return elements;
  },
  encode: (elements) =>
    Buffer.concat(
      elements.flatMap((json) => {
        const bytes = Buffer.from(textOf(json));
        const length = Buffer.alloc(4);
        length.writeUInt32LE(bytes.length);
        return [length, bytes];
      }),
    ),
};

function jsonText(bytes: Buffer, index: number): string {
  const text = bytes.toString('utf8');
  if (Buffer.byteLength(text) === bytes.length && Buffer.from(text).equals(bytes)) return JSON.stringify(text);
  throw new ElementError(`element ${index} is not UTF-8, and JSON carries nothing else: encode it as base64`);
}

function textOf(json: string): string {
  if (json.startsWith('"')) return JSON.parse(json) as string;
  throw new ElementError(`${json.slice(0, 40)} is no text`);
}

/** The types of the Open Inference Protocol. */
export const datatypes: ReadonlyMap<string, Datatype> = new Map<string, Datatype>([
  [
    'BOOL',
    fixed({
      bytes: 1,
      read: (bytes, at) => String(bytes[at] !== 0),
      write: (bytes, json, at) => {
        if (!['true', 'false', '0', '1'].includes(json)) throw new ElementError('it is no truth value');
        bytes[at] = json === 'true' || json === '1' ? 1 : 0;
      },
    }),
  ],
  [
    'UINT8',
    fixed({
      bytes: 1,
      read: (b, at) => String(b.readUInt8(at)),
      write: (b, json, at) => b.writeUInt8(whole(json), at),
    }),
  ],
  [
    'UINT16',
    fixed({
      bytes: 2,
      read: (b, at) => String(b.readUInt16LE(at)),
      write: (b, json, at) => b.writeUInt16LE(whole(json), at),
    }),
  ],
  [
    'UINT32',
    fixed({
      bytes: 4,
      read: (b, at) => String(b.readUInt32LE(at)),
      write: (b, json, at) => b.writeUInt32LE(whole(json), at),
    }),
  ],
  [
    'UINT64',
    fixed({
      bytes: 8,
      read: (b, at) => String(b.readBigUInt64LE(at)),
      write: (b, json, at) => b.writeBigUInt64LE(wholeBig(json), at),
    }),
  ],
  [
    'INT8',
    fixed({ bytes: 1, read: (b, at) => String(b.readInt8(at)), write: (b, json, at) => b.writeInt8(whole(json), at) }),
  ],
  [
    'INT16',
    fixed({
      bytes: 2,
      read: (b, at) => String(b.readInt16LE(at)),
      write: (b, json, at) => b.writeInt16LE(whole(json), at),
    }),
  ],
  [
    'INT32',
    fixed({
      bytes: 4,
      read: (b, at) => String(b.readInt32LE(at)),
      write: (b, json, at) => b.writeInt32LE(whole(json), at),
    }),
  ],
  [
    'INT64',
    fixed({
      bytes: 8,
      read: (b, at) => String(b.readBigInt64LE(at)),
      write: (b, json, at) => b.writeBigInt64LE(wholeBig(json), at),
    }),
  ],
  [
    'FP16',
    fixed({
      bytes: 2,
      read: (b, at) => finite(halfToNumber(b.readUInt16LE(at))),
      write: (b, json, at) => b.writeUInt16LE(numberToHalf(decimal(json)), at),
    }),
  ],
  [
    'BF16',
    fixed({
      bytes: 2,
      read: (b, at) => shortestFloat(bfloatToNumber(b.readUInt16LE(at))),
      write: (b, json, at) => b.writeUInt16LE(numberToBfloat(decimal(json)), at),
    }),
  ],
  [
    'FP32',
    fixed({
      bytes: 4,
      read: (b, at) => shortestFloat(b.readFloatLE(at)),
      write: (b, json, at) => b.writeFloatLE(decimal(json), at),
    }),
  ],
  [
    'FP64',
    fixed({
      bytes: 8,
      read: (b, at) => finite(b.readDoubleLE(at)),
      write: (b, json, at) => b.writeDoubleLE(decimal(json), at),
    }),
  ],
  ['BYTES', texts],
]);
