/** Where a value stands in its text: from its first character to the one behind its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const quote = 34;
const comma = 44;
const colon = 58;
const openList = 91;
const backslash = 92;
const closeList = 93;
const openObject = 123;
const closeObject = 125;
const space = 32;

/** Position of the first character from `at` on that is no white space. */
export function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && text.charCodeAt(next) <= space) next += 1;
  return next;
}

/**
 * The values of the list that opens at `open`, told apart by quotes and brackets alone: what one of them holds need not be
 * JSON for the others to be found. A value that has no end is left out, and nothing follows it.
 */
export function* lenientItems(text: string, open: number): Generator<Span> {
  let start = skipSpace(text, open + 1);
  while (start < text.length && text.charCodeAt(start) !== closeList) {
    const end = endOfValue(text, start);
    if (end === null) return;
    yield { start, end };
    start = skipSpace(text, end);
    if (text.charCodeAt(start) === comma) start = skipSpace(text, start + 1);
    else if (end === start) return;
  }
}

/** A member of an object; where its value ends is looked for when it is asked for. */
export class LenientMember {
  private known: number | null | undefined;

  constructor(
    private readonly text: string,
    readonly name: string,
    readonly start: number,
  ) {}

  /** Null where the value has no end in the text. */
  get end(): number | null {
    return (this.known ??= endOfValue(this.text, this.start));
  }
}

/** The members of the object that opens at `open`, told apart in the same way. */
export function* lenientMembers(text: string, open: number): Generator<LenientMember> {
  let at = skipSpace(text, open + 1);
  while (text.charCodeAt(at) === quote) {
    const endOfName = endOfString(text, at);
    if (endOfName === null) return;
    const separator = skipSpace(text, endOfName);
    if (text.charCodeAt(separator) !== colon) return;
    const member = new LenientMember(text, nameOf(text.slice(at, endOfName)), skipSpace(text, separator + 1));
    yield member;
    if (member.end === null) return;
    at = skipSpace(text, member.end);
    if (text.charCodeAt(at) !== comma) return;
    at = skipSpace(text, at + 1);
  }
}

export const opensObject = (text: string, at: number): boolean => text.charCodeAt(at) === openObject;
export const opensList = (text: string, at: number): boolean => text.charCodeAt(at) === openList;

function nameOf(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** Null for a value that has no end in the text. */
function endOfValue(text: string, start: number): number | null {
  const first = text.charCodeAt(start);
  if (first === quote) return endOfString(text, start);
  if (first === openObject || first === openList) return endOfBrackets(text, start);
  for (let at = start; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === comma || char === closeList || char === closeObject) return at;
  }
  return null;
}

function endOfBrackets(text: string, start: number): number | null {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      const end = endOfString(text, at);
      if (end === null) return null;
      at = end - 1;
    } else if (char === openObject || char === openList) depth += 1;
    else if (char === closeObject || char === closeList) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return null;
}

function endOfString(text: string, start: number): number | null {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return null;
}
