import { brokerListFormat, parseBrokerList } from '@harmonybatch/messaging/client';
import { readTextFile } from './text-file';
import type { ParsedValue, Variable, Variables } from './variable';

interface VariableOptions {
  readonly description: string;
}

const valid = <T>(value: T): ParsedValue<T> => ({ ok: true, value });
const invalid = (problem: string): ParsedValue<never> => ({ ok: false, problem });

const inRange = (value: number, { min, max }: { min: number; max: number }, expected: string): ParsedValue<number> =>
  value >= min && value <= max ? valid(value) : invalid(`is ${value}; it must be ${expected}`);

/** A whole number; its unit is the last word of its name. */
export function integer(
  name: string,
  options: VariableOptions & { readonly min: number; readonly max: number; readonly default?: number },
): Variable<number> {
  const expected = `an integer from ${options.min} to ${options.max}`;
  return {
    name,
    description: options.description,
    expected,
    defaultText: options.default?.toString(),
    parse: (text) =>
      /^-?\d{1,15}$/.test(text)
        ? inRange(Number(text), options, expected)
        : invalid(`is not an integer; it must be ${expected}`),
  };
}

/** A finite decimal number. */
export function decimal(
  name: string,
  options: VariableOptions & { readonly min: number; readonly max: number; readonly default?: number },
): Variable<number> {
  const expected = `a number from ${options.min} to ${options.max}`;
  return {
    name,
    description: options.description,
    expected,
    defaultText: options.default?.toString(),
    parse: (text) =>
      /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text) && Number.isFinite(Number(text))
        ? inRange(Number(text), options, expected)
        : invalid(`is not a number; it must be ${expected}`),
  };
}

/** Any text up to 2,000 characters, or one that matches a pattern; the empty text only where the pattern allows it. */
export function text(
  name: string,
  options: VariableOptions & {
    readonly pattern?: RegExp;
    readonly expected?: string;
    readonly default?: string;
    readonly secret?: boolean;
  },
): Variable<string> {
  const expected = options.expected ?? (options.pattern ? `text that matches ${options.pattern.source}` : 'text');
  const pattern = options.pattern ?? /^.{1,2000}$/s;
  return {
    name,
    description: options.description,
    expected,
    defaultText: options.default,
    secret: options.secret,
    parse: (given) => (pattern.test(given) ? valid(given) : invalid(`has a value that is not ${expected}`)),
  };
}

/** One of a few words. */
export function choice<const T extends string>(
  name: string,
  options: VariableOptions & { readonly of: readonly T[]; readonly default?: NoInfer<T> },
): Variable<T> {
  const expected = `one of ${options.of.join(', ')}`;
  return {
    name,
    description: options.description,
    expected,
    defaultText: options.default,
    parse: (given) => {
      const found = options.of.find((word) => word === given);
      return found === undefined ? invalid(`is "${given.slice(0, 40)}"; it must be ${expected}`) : valid(found);
    },
  };
}

/** `true`/`1` or `false`/`0`. */
export function flag(name: string, options: VariableOptions & { readonly default: boolean }): Variable<boolean> {
  const expected = 'true or false';
  return {
    name,
    description: options.description,
    expected,
    defaultText: String(options.default),
    parse: (given) => {
      if (given === 'true' || given === '1') return valid(true);
      if (given === 'false' || given === '0') return valid(false);
      return invalid(`is "${given.slice(0, 40)}"; it must be ${expected}`);
    },
  };
}

/** A URL with one of the given schemes. Problems never repeat it: it may hold a password. */
export function url(
  name: string,
  options: VariableOptions & {
    readonly schemes: readonly string[];
    readonly default?: string;
    readonly secret?: boolean;
  },
): Variable<string> {
  const expected = `a URL that begins with ${options.schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return {
    name,
    description: options.description,
    expected,
    defaultText: options.default,
    secret: options.secret,
    parse: (given) =>
      URL.canParse(given) && options.schemes.includes(new URL(given).protocol.slice(0, -1))
        ? valid(given)
        : invalid(`has a value that is not ${expected}`),
  };
}

/** Between two URLs of a list: a comma that a scheme follows, since a URL may have commas itself. */
const betweenUrls = /\s*,\s*(?=[a-z][a-z+.-]*:\/\/)/i;

/** One or several URLs with one of the given schemes, divided by commas. Problems never repeat them. */
export function urls(
  name: string,
  options: Parameters<typeof url>[1] & { readonly max: number },
): Variable<readonly string[]> {
  const one = url(name, options);
  const expected = `${one.expected}, or up to ${options.max} of them, divided by commas`;
  return {
    ...one,
    expected,
    parse: (given) => {
      const all = given.trim().split(betweenUrls);
      if (all.length > options.max) return invalid(`has ${all.length} URLs; it must be ${expected}`);
      if (new Set(all).size < all.length) return invalid('names a URL twice; each server once');
      return all.every((each) => one.parse(each).ok) ? valid(all) : invalid(`has a value that is not ${expected}`);
    },
  };
}

/** The path of a file with certificates or a private key as PEM: the value is what it holds. */
export const pemFile = (name: string, options: VariableOptions): Variable<string> => ({
  name,
  description: options.description,
  expected: 'the path of a PEM file',
  parse: (given) => {
    const reading = readTextFile(given);
    if (!reading.ok || reading.value.includes('-----BEGIN ')) return reading;
    return invalid(`is to be read from ${given.slice(0, 300)}, which has no PEM: nothing in it begins with -----BEGIN`);
  },
});

/** Kafka brokers, `host:port` each. */
export function brokerList(
  name: string,
  options: VariableOptions & { readonly default?: string },
): Variable<readonly string[]> {
  return {
    name,
    description: options.description,
    expected: brokerListFormat,
    defaultText: options.default,
    parse: (given) => {
      const reading = parseBrokerList(given);
      return reading.ok
        ? valid(reading.brokers)
        : invalid(`has "${reading.wrong.slice(0, 80)}"; it must be ${brokerListFormat}`);
    },
  };
}

/** Makes a variable optional: absent or empty, the config holds undefined. */
export const optional = <T>(variable: Variable<T>): Variable<T | undefined> => ({ ...variable, optional: true });

/** Variables that count only where another one, a choice, has this value. */
export const onlyWhere = <V extends Variables>(variable: Variable<string>, is: string, variables: V): V =>
  Object.fromEntries(
    Object.entries(variables).map(([field, one]) => [field, { ...one, onlyWhere: { variable, is } }]),
  ) as unknown as V;
