/** Text that is not JSON, at which character and why. */
export class JsonSyntaxError extends Error {
  constructor(
    reason: string,
    readonly at: number,
  ) {
    super(`${reason} at character ${at}`);
    this.name = 'JsonSyntaxError';
  }
}

/** Characters of JSON's grammar (RFC 8259), by code. */
export const code = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openList: 0x5b,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

const backslash = 0x5c;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
const firstPrintable = 0x20;
const maxShownLength = 20;
const simpleEscapes = '"\\/bfnrt';
const hexDigits = /[0-9a-fA-F]{4}/y;
/** What needs no look inside of a string. */
const plainRun = /[^"\\\u0000-\u001f]*/y;
/** Runs up to here, as of names and ids, are passed sooner character by character, longer ones, as of payloads, by the expression. */
const shortRun = 32;
/** A number of so many characters at most, and without exponent, is in the range of a 64-bit float. */
export const finiteLength = 300;
const literals = ['true', 'false', 'null'];

/** Where whitespace ends. */
export function endOfSpace(text: string, at: number): number {
  for (;;) {
    const char = text.charCodeAt(at);
    if (char !== 0x20 && char !== 0x0a && char !== 0x0d && char !== 0x09) return at;
    at += 1;
  }
}

/** Where the string ends that begins at `at`, its quotes included. */
export function endOfString(text: string, at: number): number {
  if (text.charCodeAt(at) !== code.quote) throw unexpected(text, at, 'a string');
  at += 1;
  for (;;) {
    at = endOfPlain(text, at);
    const char = text.charCodeAt(at);
    if (char === code.quote) return at + 1;
    if (char === backslash) at = endOfEscape(text, at);
    else throw unexpected(text, at, 'unterminated string');
  }
}

function endOfPlain(text: string, from: number): number {
  const short = from + shortRun;
  for (let at = from; at < short; at += 1) {
    const char = text.charCodeAt(at);
    // Beyond the end there is no code, which is not less either.
    if (char === code.quote || char === backslash || !(char >= firstPrintable)) return at;
  }
  plainRun.lastIndex = short;
  plainRun.test(text);
  return plainRun.lastIndex;
}

function endOfEscape(text: string, at: number): number {
  const escaped = text.charAt(at + 1);
  if (escaped !== '' && simpleEscapes.includes(escaped)) return at + 2;
  hexDigits.lastIndex = at + 2;
  if (escaped === 'u' && hexDigits.test(text)) return at + 6;
  throw new JsonSyntaxError('unknown escape', at);
}

/** Where the string or short whole number ends that begins at `at`, as most values are; `at` where it is anything else. */
export function endOfPlainScalar(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === code.quote) return endOfString(text, at);
  if (first === zero || !isDigit(first)) return at;
  let end = at + 1;
  while (isDigit(text.charCodeAt(end))) end += 1;
  const next = text.charCodeAt(end);
  const isOver = next === code.comma || next === code.closeObject || next === code.closeList;
  return isOver && end - at <= finiteLength ? end : at;
}

/** Where the number, or the word `true`, `false` or `null`, ends that begins at `at`. */
export function endOfScalar(text: string, at: number): number {
  const char = text.charCodeAt(at);
  if (char === code.quote) return endOfString(text, at);
  if (startsNumber(char)) return endOfNumber(text, at);
  const word = literals.find((one) => text.startsWith(one, at));
  if (word === undefined) throw unexpected(text, at, 'a value');
  return at + word.length;
}

function endOfNumber(text: string, at: number): number {
  const first = text.charCodeAt(at) === minus ? at + 1 : at;
  let end = text.charCodeAt(first) === zero ? first + 1 : endOfDigits(text, first);
  if (text.charAt(end) === '.') end = endOfDigits(text, end + 1);
  if (text.charAt(end) !== 'e' && text.charAt(end) !== 'E') return end;
  const sign = text.charAt(end + 1);
  return endOfDigits(text, sign === '+' || sign === '-' ? end + 2 : end + 1);
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  if (at === from) throw unexpected(text, at, 'a digit');
  return at;
}

export const startsNumber = (char: number): boolean => char === minus || isDigit(char);

const isDigit = (char: number): boolean => char >= zero && char <= nine;

/** The fault of text that goes on otherwise than JSON does. */
export function unexpected(text: string, at: number, wanted: string): JsonSyntaxError {
  const found = at >= text.length ? 'end of input' : JSON.stringify(text.slice(at, at + maxShownLength));
  return new JsonSyntaxError(`expected ${wanted}, found ${found}`, at);
}
