import { parseApiKey, signatureHeader, signatureOf, type ApiKey } from '@harmonybatch/contracts';
import { ConfigError, optional, readConfig, text } from '@harmonybatch/service-kit/program';
import { Refusal } from '../refusal';

const variables = {
  apiKey: optional(
    text('HARMONYBATCH_API_KEY', {
      description: 'What `send` and `replay` sign requests with.',
      secret: true,
    }),
  ),
};

export const keyFileOption = [
  '--key-file <file>',
  'file with the key that signs the requests (default: HARMONYBATCH_API_KEY, or the file that HARMONYBATCH_API_KEY_FILE names)',
] as const;

/** The key that signs; undefined where none is named. It is never repeated. @throws Refusal where what is named is none */
export const signingKey = (env: NodeJS.ProcessEnv, file?: string): ApiKey | undefined => readKey(env, file)?.key;

/** The same as its app keeps it. */
export const signingKeyText = (env: NodeJS.ProcessEnv, file?: string): string | undefined => readKey(env, file)?.text;

function readKey(env: NodeJS.ProcessEnv, file?: string): { readonly text: string; readonly key: ApiKey } | undefined {
  const text = textOfKey(file === undefined ? env : { HARMONYBATCH_API_KEY_FILE: file });
  if (text === undefined) return undefined;
  const key = parseApiKey(text);
  if (key !== null) return { text, key };
  throw new Refusal('The key is none: `harmonybatch keys create APP` prints one, hbk_ and 60 more characters.');
}

function textOfKey(env: NodeJS.ProcessEnv): string | undefined {
  try {
    return readConfig(env, variables).apiKey;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Refusal(
      'The key cannot be read.',
      error.problems.map((message) => ({ field: '', message })),
    );
  }
}

/** The headers of a request: a signature where there is a key. */
export const signedHeaders = (value: string, key: ApiKey | undefined, nowMs: number): Record<string, string> =>
  key === undefined ? {} : { [signatureHeader]: signatureOf({ value: Buffer.from(value), headers: {} }, key, nowMs) };
