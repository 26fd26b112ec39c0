import fc from 'fast-check';

/** JSON text that no value of JavaScript is written as, put where a value was. */
class Token {
  constructor(readonly text: string) {}
}

const deep = (open: string, close: string, levels: number): Token =>
  new Token(open.repeat(levels) + close.repeat(levels));
const token = (text: string): Token => new Token(text);

/** What a value is replaced by: wrong types, ranges, sizes and depths, and what is no JSON at all. */
const replacements: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, '', ' ', 'x', '0', '-1', 'true', [], [[]], {}, { a: 1 }],
  ...['\u0000', 'NaN', 'Infinity', '\u202e\u0007', '__proto__', 'constructor'],
  ...[
    'NaN',
    'Infinity',
    'undefined',
    '-',
    '01',
    "'x'",
    '1e',
    '"\\u12"',
    '"\\x"',
    '"unended',
    '{"a"',
    '[1,',
    '/**/1',
  ].map(token),
  ...['1e999', '-1e999', '1e-999', '-0', '9007199254740993', '1'.repeat(400), '"\\ud800"', '"\\udc00\\ud800"'].map(
    token,
  ),
  ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"a":1,"a":2}', '{"":0}'].map(
    token,
  ),
  ...['{"toJSON":1}', '{"then":1}', '{"length":-1}', '{"hasOwnProperty":1}'].map(token),
  ...[
    deep('[', ']', 100),
    deep('{"a":', '}', 70),
    deep('[', ']', 20_000),
    token(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  ],
  ...['x'.repeat(3_000), 'é'.repeat(300), token(`"${'y'.repeat(300_000)}"`), token(`[${'0,'.repeat(5_000)}0]`)],
];

type Change = {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'add' | 'repeat' | 'rename';
  readonly by: unknown;
};

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'repeat', 'rename'),
  by: fc.constantFrom(...replacements),
});

/** Texts of `values` that were broken in one to three places. */
export const spoiltTexts = (values: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc
    .tuple(values, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([value, changes]) => written(changes.reduce((spoilt, one) => changed(spoilt, one), value)));

/** Bytes of `texts`, some of them cut off, in another encoding, or with bytes where none should be. */
export const spoiltBytes = (texts: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc.tuple(texts, fc.nat(), fc.constantFrom(...encodings)).map(([text, at, encode]) => encode(text, at));

type Encode = (text: string, at: number) => Buffer;
const split = (bytes: Buffer, at: number): [Buffer, Buffer] => {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  return [bytes.subarray(0, place), bytes.subarray(place)];
};
const inserted = (text: string, at: number, bytes: number[]): Buffer => {
  const [head, tail] = split(Buffer.from(text), at);
  return Buffer.concat([head, Buffer.from(bytes), tail]);
};
const encodings: readonly Encode[] = [
  ...Array.from({ length: 6 }, (): Encode => (text) => Buffer.from(text)),
  (text, at) => split(Buffer.from(text), at)[0],
  (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
  (text) => Buffer.from(text, 'utf16le'),
  (text, at) => inserted(text, at, [0xff]),
  (text, at) => inserted(text, at, [0x00]),
  (text, at) => inserted(text, at, [0xed, 0xa0, 0x80]),
  (text) => Buffer.from(`${text}${text}`),
  (text) => Buffer.from(` \n${text}\r\n`),
  () => Buffer.alloc(0),
  () => Buffer.from(' '),
  () => Buffer.from('null'),
];

/** Every object and list of a value, itself first. */
function containers(value: unknown): object[] {
  if (typeof value !== 'object' || value === null || value instanceof Token) return [];
  return [value, ...Object.values(value).flatMap(containers)];
}

function changed(value: unknown, { at, how, by }: Change): unknown {
  const copy = cloned(value);
  const all = containers(copy);
  const container = all[at % Math.max(1, all.length)] as Record<string, unknown> | undefined;
  if (container === undefined) return by;
  const keys = Object.keys(container);
  const key = keys[at % Math.max(1, keys.length)];
  if (how === 'add' || key === undefined) define(container, Array.isArray(container) ? keys.length : 'unknown', by);
  else if (how === 'replace') define(container, key, by);
  else if (how === 'repeat') define(container, `${key}\u0000again`, by);
  else if (Array.isArray(container)) container.splice(Number(key), 1);
  else {
    const was = container[key];
    Reflect.deleteProperty(container, key);
    if (how === 'rename') define(container, `${key} `, was);
  }
  return copy;
}

const define = (container: object, key: string | number, value: unknown): void =>
  void Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });

function cloned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Token) return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [key, one] of Object.entries(value)) define(copy, key, cloned(one));
  return copy;
}

/** JSON with tokens; a key that ends in `\0again` is written as the one before that mark, which so stands twice. */
export function written(value: unknown): string {
  if (value instanceof Token) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  const fields = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key.replace('\u0000again', ''))}:${written(one)}`,
  );
  return `{${fields.join(',')}}`;
}
