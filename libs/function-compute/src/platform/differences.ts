import type { CreateFunctionInput, Function as FcFunction } from '@alicloud/fc20230330';

/** How one field of a function that is there differs from what is wanted. */
export interface Difference {
  /** `customContainerConfig.image` */
  readonly field: string;
  readonly is: unknown;
  readonly wanted: unknown;
}

/** Says nothing of what the function does: a person may change it. */
const ignored = new Set(['description', 'tags']);

/** The platform keeps a password and does not show it. */
const hidden = new Set(['customContainerConfig.registryConfig.authConfig.password']);

/** What somebody may have added to a function that asks for none of it, and what makes another function of it. */
const mustBeAbsent = [
  'gpuConfig.gpuType',
  'gpuConfig.gpuMemorySize',
  'customContainerConfig.command',
  'customContainerConfig.entrypoint',
];

/**
 * All fields of `wanted` in which the function that is there differs. What the platform fills in where nothing was asked
 * for is none of them.
 */
export function differences(wanted: CreateFunctionInput, there: FcFunction): Difference[] {
  const want = leaves(wanted.toMap());
  const is = leaves(there.toMap());
  const fields = [...want.keys(), ...mustBeAbsent.filter((field) => !want.has(field) && !isEmpty(is.get(field)))];
  return fields
    .filter((field) => !ignored.has(field.split('.')[0]!) && !hidden.has(field))
    .map((field) => ({ field, is: is.get(field), wanted: want.get(field) }))
    .filter((difference) => !isSame(difference));
}

/** A list is compared whole. */
function leaves(value: unknown, path = ''): Map<string, unknown> {
  if (!isFields(value)) return new Map(value === undefined || value === null ? [] : [[path, value]]);
  const parts = Object.entries(value).map(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
  return new Map(parts.flatMap((part) => [...part]));
}

function isSame({ field, is, wanted }: Difference): boolean {
  if (typeof wanted === 'number') return Number.isFinite(is) && Math.abs(Number(is) - wanted) < 1e-6;
  if (Array.isArray(wanted)) return Array.isArray(is) && covers(wanted, is);
  return is === wanted || (field === 'role' && isSameRole(String(is), String(wanted)));
}

/** Entries that are objects may have more fields there than were asked for. */
function covers(wanted: readonly unknown[], is: readonly unknown[]): boolean {
  return (
    wanted.length === is.length &&
    wanted.every((one, index) =>
      [...leaves(one)].every(([field, part]) => isSame({ field, is: leaves(is[index]).get(field), wanted: part })),
    )
  );
}

/** A role may be asked for by its name and is shown by its whole resource name. */
const isSameRole = (is: string, wanted: string): boolean => !wanted.includes(':') && is.endsWith(`:role/${wanted}`);

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);

const maxShown = 80;

/** A difference for people. */
export const inWords = ({ field, is, wanted }: Difference): string => `${field} is ${shown(is)}, not ${shown(wanted)}`;

const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, maxShown);
