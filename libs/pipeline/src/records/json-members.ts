import { JsonCursor, type JsonValue } from './json-cursor';
import { JsonSyntaxError } from './json-tokens';
import { pointerTo, type ScanOptions, type ValueFault } from './json-value';

/** The members of an object, by name, each with its text. */
export type JsonMembers = ReadonlyMap<string, JsonValue>;

export type MembersReading =
  | { readonly kind: 'members'; readonly members: JsonMembers }
  /** It is not JSON. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** It is JSON, but a list or a scalar. */
  | { readonly kind: 'no object' }
  /** A member stands twice, or there are too many; `field` is its JSON pointer, `members` are those before. */
  | { readonly kind: 'invalid'; readonly field: string; readonly message: string; readonly members: JsonMembers };

/**
 * Finds the members of a JSON object and reads none of them. Which of two members of one name a reader takes is chance, so
 * there may be none. Time and memory are linear in the text, whatever is in it.
 * @param maxMembers more members than that are a fault
 */
export function readMembers(text: string, maxMembers: number, terms: Partial<ScanOptions> = {}): MembersReading {
  try {
    const cursor = new JsonCursor(text, terms);
    const reading = cursor.next === 'object' ? membersAt(cursor, maxMembers) : nonObject(cursor);
    cursor.end();
    return reading;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

/** Goes on to the end after a fault: whether it is JSON at all comes first. */
function membersAt(cursor: JsonCursor, maxMembers: number): MembersReading {
  const members = new Map<string, JsonValue>();
  let fault: ValueFault | null = null;
  cursor.members((name) => {
    if (fault !== null) return;
    if (members.has(name)) fault = { field: pointerTo(name), message: 'duplicate field' };
    else if (members.size === maxMembers) fault = { field: '/', message: `there are more than ${maxMembers} fields` };
    else members.set(name, cursor.value());
  });
  return fault === null ? { kind: 'members', members } : { kind: 'invalid', ...(fault as ValueFault), members };
}

function nonObject(cursor: JsonCursor): MembersReading {
  cursor.value();
  return { kind: 'no object' };
}

/** What text begins with that may break off anywhere. */
export interface TruncatedObject {
  /** Of a repeated name the first counts. */
  readonly members: JsonMembers;
  /** The member that it breaks off in, if it got to any. */
  readonly lastName: string | null;
}

/** A token or an escape that is cut is a fault at its beginning, so many characters before the end at most. */
const maxCutLength = 8;

/** The members that text begins with, as far as it goes; null where it is not the beginning of an object. */
export function firstMembers(text: string): TruncatedObject | null {
  const members = new Map<string, JsonValue>();
  const cursor = new JsonCursor(text);
  let lastName: string | null = null;
  try {
    cursor.members((name) => {
      lastName = name;
      const value = cursor.value();
      if (!members.has(name)) members.set(name, value);
    });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (error.at < text.length - maxCutLength) return null;
  }
  return { members, lastName };
}
