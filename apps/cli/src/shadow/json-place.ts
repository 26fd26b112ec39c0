import { JsonCursor } from '@harmonybatch/pipeline';

/**
 * What stands at a place of JSON text, verbatim, so that no digit of a long number is lost; undefined where nothing does. Of a repeated
 * name the first counts. The whole text is read, whether it is JSON comes first.
 * @param steps names of members and indices of items, from the outside in
 * @throws Error where the text is not JSON
 */
export function textAt(text: string, steps: readonly string[]): string | undefined {
  const cursor = new JsonCursor(text);
  let found: string | undefined;
  const enter = (depth: number): void => {
    if (depth === steps.length) {
      found = cursor.value().text;
      return;
    }
    const step = steps[depth];
    if (cursor.next === 'object')
      cursor.members((name) => {
        if (found === undefined && name === step) enter(depth + 1);
      });
    else if (cursor.next === 'list')
      cursor.items((index) => {
        if (found === undefined && String(index) === step) enter(depth + 1);
      });
    else if (depth === 0) cursor.value();
  };
  enter(0);
  cursor.end();
  return found;
}

/** The name that a JSON value is: a text as it reads, a number or a truth value as it is written; null where it is none. */
export function nameOf(json: string): string | null {
  if (json.startsWith('"')) return JSON.parse(json) as string;
  return json === 'null' || json.startsWith('{') || json.startsWith('[') ? null : json;
}
