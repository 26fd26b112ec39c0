import {
  code,
  endOfScalar,
  endOfSpace,
  endOfString,
  finiteLength,
  JsonSyntaxError,
  startsNumber,
  unexpected,
} from './json-tokens';

/** Levels of lists and objects that a record may nest; what reads or writes JSON recurses, and far deeper values exhaust its stack. */
export const maxLevels = 64;

/** Why a value cannot be carried any further although its text is well formed, and where. */
export interface ValueFault {
  /** JSON pointer into the value; empty for the value itself. */
  readonly field: string;
  readonly message: string;
}

/** How a value is scanned. */
export interface ScanOptions {
  /** Lists and objects that it may nest. */
  readonly levels: number;
  /** `NaN` and `Infinity`, which Python writes though JSON has neither, are the fault of their value and not of the text. */
  readonly acceptsNonFinite: boolean;
}

/** Deeper text is not followed, whoever asks. */
const maxPathDepth = 100_000;
/** Such as `1e309`. */
const minExponentDigits = 5;
const exponent = /[eE]/;
const nonFinite = /-?(?:NaN|Infinity)/y;

/**
 * Finds the end of a JSON value without making anything of it: in time linear in its length, without recursion, and with
 * memory for its depth alone.
 */
export class ValueScan {
  fault: ValueFault | null = null;
  /** What is open around `at`: where the name of the member begins, or −1 − index of the item. */
  private readonly path: number[] = [];

  constructor(
    private readonly text: string,
    private readonly levels: number,
    /** Lists and objects that it stands in. */
    private readonly depth: number,
    private readonly acceptsNonFinite: boolean,
  ) {}

  /** Where the value ends that begins at `at`. Throws `JsonSyntaxError`. */
  endOf(at: number): number {
    for (;;) {
      at = this.intoValue(endOfSpace(this.text, at));
      if (this.inner) continue;
      at = this.outOfValues(at);
      if (this.path.length === 0) return at;
    }
  }

  /** Whether a value begins now inside of the one that was entered last. */
  private inner = false;

  /** Enters the list or object at `at`, or passes what has nothing inside. */
  private intoValue(at: number): number {
    const char = this.text.charCodeAt(at);
    this.inner = false;
    if (char !== code.openObject && char !== code.openList) return this.passScalar(at);
    this.checkDepth(at);
    const first = endOfSpace(this.text, at + 1);
    if (this.text.charCodeAt(first) === char + 2) return first + 1;
    this.inner = true;
    if (char === code.openList) {
      this.path.push(-1);
      return first;
    }
    this.path.push(first);
    return endOfName(this.text, first);
  }

  /** A value ended at `at`: goes to the next beside it or leaves what it was the last of. */
  private outOfValues(at: number): number {
    while (this.path.length > 0) {
      at = endOfSpace(this.text, at);
      const step = this.path[this.path.length - 1]!;
      const char = this.text.charCodeAt(at);
      if (char === code.comma) return this.toNext(step, endOfSpace(this.text, at + 1));
      if (char !== (step < 0 ? code.closeList : code.closeObject)) throw unexpected(this.text, at, wanted(step));
      this.path.pop();
      at += 1;
    }
    return at;
  }

  private toNext(step: number, at: number): number {
    this.path[this.path.length - 1] = step < 0 ? step - 1 : at;
    return step < 0 ? at : endOfName(this.text, at);
  }

  private passScalar(at: number): number {
    if (this.acceptsNonFinite) {
      nonFinite.lastIndex = at;
      const word = nonFinite.exec(this.text)?.[0];
      if (word !== undefined) {
        this.setFault(`${word} is not valid JSON`);
        return at + word.length;
      }
    }
    const end = endOfScalar(this.text, at);
    const mayBeBeyondRange = end - at >= minExponentDigits && startsNumber(this.text.charCodeAt(at));
    if (mayBeBeyondRange && isBeyondRange(this.text.slice(at, end))) {
      this.setFault('the number is beyond the range of a 64-bit float');
    }
    return end;
  }

  private checkDepth(at: number): void {
    const { levels, depth } = this;
    if (this.path.length + depth >= levels) this.setFault(`lists and objects are nested more than ${levels} deep`);
    if (this.path.length >= maxPathDepth) throw new JsonSyntaxError('lists and objects are nested without end', at);
  }

  /** The first fault is kept. */
  private setFault(message: string): void {
    this.fault ??= { field: pointerOf(this.text, this.path), message };
  }
}

/**
 * Where the value of a member begins whose name begins at `at`.
 * @param end where the name ends, if that is known
 */
export function endOfName(text: string, at: number, end = endOfString(text, at)): number {
  const colonAt = endOfSpace(text, end);
  if (text.charCodeAt(colonAt) !== code.colon) throw unexpected(text, colonAt, '":"');
  return colonAt + 1;
}

/** The name that begins at `at`, as text without quotes and escapes. */
export function nameAt(text: string, at: number, end = endOfString(text, at)): string {
  const quoted = text.slice(at, end);
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** JSON pointer (RFC 6901) of a member or an item. */
export const pointerTo = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const pointerOf = (text: string, path: readonly number[]): string =>
  path
    .slice(0, maxLevels)
    .map((step) => pointerTo(step < 0 ? String(-1 - step) : nameAt(text, step)))
    .join('');

const wanted = (step: number): string => (step < 0 ? '"," or "]"' : '"," or "}"');

/** Words such as `false` are not numbers, and neither is what becomes NaN. */
const isBeyondRange = (scalar: string): boolean =>
  (scalar.length > finiteLength || exponent.test(scalar)) && Math.abs(Number(scalar)) === Infinity;
