import { code, endOfPlainScalar, endOfSpace, endOfString, unexpected } from './json-tokens';
import { endOfName, maxLevels, nameAt, ValueScan, type ScanOptions, type ValueFault } from './json-value';

/** A value as it stands in the text: nothing of it was read, so nothing of it can be changed. */
export interface JsonValue {
  /** The value's own text, verbatim. */
  readonly text: string;
  /** Why it cannot be carried further although it is well formed, or null. */
  readonly fault: ValueFault | null;
}

/**
 * Goes through JSON text once, from value to value: `members` and `items` go into an object or a list, `value` takes what
 * comes next as text. Every method throws `JsonSyntaxError` where the text is not JSON.
 */
export class JsonCursor {
  private at: number;
  private depth = 0;
  private readonly levels: number;
  private readonly acceptsNonFinite: boolean;

  /** @param terms by default at most `mostLevels` levels, and JSON's own numbers only */
  constructor(
    private readonly text: string,
    { levels = maxLevels, acceptsNonFinite = false }: Partial<ScanOptions> = {},
  ) {
    this.levels = levels;
    this.acceptsNonFinite = acceptsNonFinite;
    this.at = endOfSpace(text, 0);
  }

  /** What comes next. */
  get next(): 'object' | 'list' | 'scalar' {
    const char = this.text.charCodeAt(this.at);
    if (char === code.openObject) return 'object';
    return char === code.openList ? 'list' : 'scalar';
  }

  /**
   * Goes through an object; a member that `visit` takes nothing of is passed over. Repeated names come as they stand.
   * @param visit gets the place of the name too, for `textSince`
   */
  members(visit: (name: string, from: number) => void): void {
    for (let inside = this.enter(code.openObject); inside; inside = this.goOn(code.closeObject)) {
      const from = this.at;
      const end = endOfString(this.text, from);
      const name = nameAt(this.text, from, end);
      this.at = endOfSpace(this.text, endOfName(this.text, from, end));
      const valueAt = this.at;
      visit(name, from);
      if (this.at === valueAt) this.value();
    }
  }

  /** The text from a place to where this stands now. */
  textSince(from: number): string {
    return this.text.slice(from, this.at);
  }

  /** Goes through a list; an item that `visit` takes nothing of is passed over. */
  items(visit: (index: number) => void): void {
    let index = 0;
    for (let inside = this.enter(code.openList); inside; inside = this.goOn(code.closeList)) {
      const valueAt = this.at;
      visit(index++);
      if (this.at === valueAt) this.value();
    }
  }

  /** Takes the value that comes next. */
  value(): JsonValue {
    const from = this.at;
    this.at = endOfPlainScalar(this.text, from);
    if (this.at > from) return { text: this.text.slice(from, this.at), fault: null };
    const scan = new ValueScan(this.text, this.levels, this.depth, this.acceptsNonFinite);
    this.at = scan.endOf(from);
    return { text: this.text.slice(from, this.at), fault: scan.fault };
  }

  /** Makes sure that nothing follows. */
  end(): void {
    const at = endOfSpace(this.text, this.at);
    if (at < this.text.length) throw unexpected(this.text, at, 'the end');
  }

  /** Goes into the list or object that comes next; @returns whether there is anything inside. */
  private enter(open: number): boolean {
    if (this.text.charCodeAt(this.at) !== open) throw unexpected(this.text, this.at, `"${char(open)}"`);
    this.depth += 1;
    this.at = endOfSpace(this.text, this.at + 1);
    return !this.leave(closeOf(open));
  }

  /** Goes on behind what was inside; @returns whether there is more. */
  private goOn(close: number): boolean {
    this.at = endOfSpace(this.text, this.at);
    if (this.leave(close)) return false;
    if (this.text.charCodeAt(this.at) !== code.comma) throw unexpected(this.text, this.at, `"," or "${char(close)}"`);
    this.at = endOfSpace(this.text, this.at + 1);
    if (this.text.charCodeAt(this.at) === close) throw unexpected(this.text, this.at, 'a value');
    return true;
  }

  private leave(close: number): boolean {
    if (this.text.charCodeAt(this.at) !== close) return false;
    this.at += 1;
    this.depth -= 1;
    return true;
  }
}

const closeOf = (open: number): number => (open === code.openObject ? code.closeObject : code.closeList);

const char = (one: number): string => String.fromCharCode(one);
