import { parseApiKey, type ApiKey } from '@harmonybatch/contracts';
import { InferenceError } from './inference-error';

/** A key as it was given, which is repeated nowhere. @throws InferenceError `invalid` where it is none */
export function apiKeyOf(given: string): { readonly text: string; readonly key: ApiKey } {
  const text = given.trim();
  const key = parseApiKey(text);
  if (key !== null) return { text, key };
  throw new InferenceError('invalid', 'apiKey: that is no key', {
    field: '/apiKey',
    hint: '`harmonybatch keys create APP` prints one: hbk_ and 60 more characters.',
  });
}
