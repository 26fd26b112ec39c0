/** What a tensor's numbers may be kept in. */
export type Elements = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;
type Element = number | bigint;

/** A type of numbers that models take and give. */
export interface ElementType {
  /** Its name in the Open Inference Protocol. */
  readonly protocolName: string;
  readonly bytes: number;
  readonly allocate: (length: number) => Elements;
  /** Views little-endian bytes as numbers; `bytes` is aligned and a multiple of the size. */
  readonly view: (bytes: ArrayBuffer) => Elements;
  /** The number that a JSON value stands for; null where it is none, not finite or out of range. */
  readonly read: (value: unknown) => Element | null;
}

const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** What is too large for 32 bits would become infinite. */
const finite32 = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(Math.fround(value)) ? value : null;

const whole =
  (least: number, most: number) =>
  (value: unknown): number | null =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most ? (value as number) : null;

/** JSON has no whole numbers beyond 2^53 that would be read exactly. */
const whole64 = (value: unknown): bigint | null =>
  Number.isSafeInteger(value) ? BigInt(value as number) : typeof value === 'bigint' ? value : null;

const truth = (value: unknown): number | null => (typeof value === 'boolean' ? Number(value) : whole(0, 1)(value));

interface ElementsConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Elements;
  new (bytes: ArrayBuffer): Elements;
}

const elementType = (
  protocolName: string,
  Kind: ElementsConstructor,
  read: (value: unknown) => Element | null,
): ElementType => ({
  protocolName,
  bytes: Kind.BYTES_PER_ELEMENT,
  allocate: (length) => new Kind(length),
  view: (bytes) => new Kind(bytes),
  read,
});

/** By the name that ONNX Runtime gives them. Halves and texts are left out: JavaScript has no array of halves before Node 24. */
export const elementTypes = {
  float32: elementType('FP32', Float32Array, finite32),
  float64: elementType('FP64', Float64Array, finite),
  int64: elementType('INT64', BigInt64Array, whole64),
  int32: elementType('INT32', Int32Array, whole(-(2 ** 31), 2 ** 31 - 1)),
  int8: elementType('INT8', Int8Array, whole(-128, 127)),
  uint8: elementType('UINT8', Uint8Array, whole(0, 255)),
  bool: elementType('BOOL', Uint8Array, truth),
} as const;

export type ElementTypeName = keyof typeof elementTypes;

export const elementTypeNames = Object.keys(elementTypes) as ElementTypeName[];
