import type { Fault } from '@harmonybatch/contracts';
import type { Problem } from '../refusal';

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const inQuotes = 'put it in quotes';

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the fields of one object and gathers all that is wrong with them. */
export class FieldReader {
  constructor(
    private readonly value: Record<string, unknown>,
    private readonly path: string,
    private readonly problems: Problem[],
  ) {}

  /** Names fields that mean nothing here: mostly slips of the pen. */
  allow(known: readonly string[]): void {
    for (const field of Object.keys(this.value)) {
      if (!known.includes(field)) this.fault(field, `is not a field here; known are ${known.join(', ')}`);
    }
  }

  name(field: string): string {
    const value = this.value[field];
    if (typeof value === 'string' && namePattern.test(value)) return value;
    if (typeof value === 'number' || typeof value === 'boolean') {
      this.fault(field, `is read as the ${typeof value} ${value}, not as text; ${inQuotes}`);
      return '';
    }
    this.fault(
      field,
      `must be 1 to 63 letters, digits, dots, underscores or hyphens and begin with a letter or digit; got ${shown(value)}`,
    );
    return '';
  }

  /** A finite number above 0 and up to `max`; NaN and infinity are refused. */
  positive(field: string, max: number, unit: string): number {
    const value = this.value[field];
    if (typeof value === 'number' && value > 0 && value <= max) return value;
    const quoted = typeof value === 'string' && Number.isFinite(Number(value)) ? ' (remove the quotes)' : '';
    this.fault(
      field,
      `must be a number of ${unit} above 0 and at most ${max.toLocaleString('en-US')}; got ${shown(value)}${quoted}`,
    );
    return Number.NaN;
  }

  fault(field: string, message: string): void {
    this.problems.push({ field: this.path === '' ? field : `${this.path}.${field}`, message });
  }
}

/** What YAML made of a value that is written without quotes, or with them, where the other was meant. */
function hintOf(message: string): string {
  if (/^Expected string\b.*; got (-?\d|true$|false$|null$)/.test(message)) return `; ${inQuotes}`;
  return /^Expected (number|integer)\b.*; got "-?[\d.]+"$/.test(message) ? '; remove the quotes' : '';
}

/** A contract's fault with its JSON pointer written the way fields are named here: `/vpc/vSwitchIds/0` → `vpc.vSwitchIds[0]`. */
export const problemOfFault = (fault: Fault, path: string): Problem => {
  const dotted = fault.field
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('');
  return { field: `${path}${dotted}`.replace(/^\./, ''), message: `${fault.message}${hintOf(fault.message)}` };
};

/** The entry of that name; names such as `constructor`, which every object inherits, are none. */
export const lookup = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
