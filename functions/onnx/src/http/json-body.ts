import { RequestError } from './request-error';

/** Texts, which are left as they are, and the words that some JSON writers put where a number is none. */
const textOrNonFinite = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * The value of a body. NaN and Infinity, which are no JSON, are read as null: so they are the fault of the item that has
 * them and not of the whole batch. Throws RequestError 400.
 */
export function jsonBody(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return parseWithoutNonFinite(text);
  }
}

function parseWithoutNonFinite(text: string): unknown {
  try {
    return JSON.parse(text.replace(textOrNonFinite, (found) => (found.startsWith('"') ? found : 'null')));
  } catch (error) {
    throw new RequestError(400, 'bad_json', `the body is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}
