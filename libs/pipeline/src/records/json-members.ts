import { JsonCursor, type JsonValue } from './json-cursor';
import { JsonSyntaxFault } from './json-tokens';
import { pointerTo, type ScanTerms } from './json-value';

/** The members of an object, by name, each with its text. */
export type JsonMembers = ReadonlyMap<string, JsonValue>;

export type MembersReading =
  | { readonly kind: 'members'; readonly members: JsonMembers }
  /** It is no JSON. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** It is JSON, but a list or a scalar. */
  | { readonly kind: 'no object' }
  /** A member stands twice, or there are too many; `field` is its JSON pointer. */
  | { readonly kind: 'invalid'; readonly field: string; readonly message: string };

/**
 * Finds the members of a JSON object and reads none of them. Which of two members of one name a reader takes is chance, so
 * there may be none. Time and memory are linear in the text, whatever is in it.
 * @param mostMembers more members than that are a fault
 */
export function readMembers(text: string, mostMembers: number, terms: Partial<ScanTerms> = {}): MembersReading {
  try {
    const cursor = new JsonCursor(text, terms);
    const reading = cursor.next === 'object' ? membersAt(cursor, mostMembers) : otherThanObject(cursor);
    cursor.end();
    return reading;
  } catch (error) {
    if (error instanceof JsonSyntaxFault) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

/** Goes on to the end after a fault: whether it is JSON at all comes first. */
function membersAt(cursor: JsonCursor, mostMembers: number): MembersReading {
  const members = new Map<string, JsonValue>();
  let fault: MembersReading | null = null;
  cursor.members((name) => {
    if (fault !== null) return;
    if (members.has(name)) fault = invalid(pointerTo(name), 'it stands twice in one object');
    else if (members.size === mostMembers) fault = invalid('/', `there are more than ${mostMembers} fields`);
    else members.set(name, cursor.value());
  });
  return fault ?? { kind: 'members', members };
}

const invalid = (field: string, message: string): MembersReading => ({ kind: 'invalid', field, message });

function otherThanObject(cursor: JsonCursor): MembersReading {
  cursor.value();
  return { kind: 'no object' };
}
