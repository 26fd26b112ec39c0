import { ApiError } from '../http/api-error';
import { functionNamePattern } from './function-input';

const mark = 'after:';

/** Where the next page begins. */
export const pageToken = (lastName: string): string => Buffer.from(`${mark}${lastName}`).toString('base64url');

/** The name behind which a page begins; empty for no token. Throws InvalidArgument for one that was not given out. */
export function readPageToken(token: string): string {
  if (token === '') return '';
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const name = text.slice(mark.length);
  if (text.startsWith(mark) && new RegExp(functionNamePattern).test(name)) return name;
  throw new ApiError('InvalidArgument', 'nextToken: is none that was given out');
}
