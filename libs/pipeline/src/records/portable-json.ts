import { maxLevels, pointerTo, type ValueFault } from './json-value';

/**
 * What JSON allows to be read but not to be written again unchanged: nesting without end, and numbers such as 1e999 that
 * are read as infinity and would be written as null. Null for a value that can be carried.
 */
export function portabilityFault(value: unknown, levelsLeft: number = maxLevels): ValueFault | null {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { field: '', message: 'the number is beyond the range of a 64-bit float' };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (levelsLeft === 0) return { field: '', message: `lists and objects are nested more than ${maxLevels} deep` };
  return Array.isArray(value) ? faultInList(value, levelsLeft - 1) : faultInObject(value, levelsLeft - 1);
}

function faultInList(list: readonly unknown[], levelsLeft: number): ValueFault | null {
  for (let index = 0; index < list.length; index += 1) {
    const fault = portabilityFault(list[index], levelsLeft);
    if (fault !== null) return atKey(String(index), fault);
  }
  return null;
}

function faultInObject(object: object, levelsLeft: number): ValueFault | null {
  for (const [key, value] of Object.entries(object)) {
    const fault = portabilityFault(value, levelsLeft);
    if (fault !== null) return atKey(key, fault);
  }
  return null;
}

const atKey = (key: string, { field, message }: ValueFault): ValueFault => ({
  field: `${pointerTo(key)}${field}`,
  message,
});
