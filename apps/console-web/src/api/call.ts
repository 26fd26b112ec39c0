import type { AnswerOf, BodyOf, ConsoleFault, ParamsOf, QueryOf, RouteName } from '@harmonybatch/console-api';
import { apiBase, paths } from './paths';

/** What a call takes: parameters of its path, its query, its body. */
export interface CallInput<Name extends RouteName> {
  readonly params?: ParamsOf<Name>;
  readonly query?: QueryOf<Name>;
  readonly body?: BodyOf<Name>;
}

/** An answer that is no success, or none at all: what is wrong and how to mend it. */
export class CallError extends Error {
  constructor(
    readonly fault: ConsoleFault,
    readonly status: number | null,
  ) {
    super(fault.error);
  }
}

type Scalar = string | number | boolean;

/** URL of a call below this origin. */
export function urlOf<Name extends RouteName>(name: Name, { params, query }: CallInput<Name> = {}): string {
  const values: Record<string, Scalar> = params ?? {};
  const path = paths[name].path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(values[key])));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries<Scalar | undefined>(query ?? {}))
    if (value !== undefined) search.set(key, String(value));
  return `${apiBase}${path}${search.size === 0 ? '' : `?${search}`}`;
}

/** Makes a call of the API. @throws CallError with the server's fault, or one that says that it is away. */
export async function call<Name extends RouteName>(
  name: Name,
  input: CallInput<Name> = {},
  signal?: AbortSignal,
): Promise<AnswerOf<Name>> {
  const response = await fetch(urlOf(name, input), {
    method: paths[name].method.toUpperCase(),
    ...(input.body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input.body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch(serverIsAway);
  if (!response.ok) throw await errorOf(response);
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return (isJson ? await response.json() : await response.text()) as AnswerOf<Name>;
}

/** The error of a response that is no success; proxies answer without a body of ours. */
async function errorOf(response: Response): Promise<CallError> {
  const body: unknown = await response.json().catch(() => null);
  if (isFault(body)) return new CallError(body, response.status);
  return new CallError(
    {
      code: 'unavailable',
      error: `Something between here and the console’s server answered ${response.status}.`,
      hint: 'Look at the proxy before it, and whether the server runs: its log says on which address it listens.',
    },
    response.status,
  );
}

function serverIsAway(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new CallError(
    {
      code: 'unavailable',
      error: 'The console’s server does not answer.',
      hint: 'Start it again, or mend the way to it. This page asks again by itself and goes on where it was.',
    },
    null,
  );
}

function isFault(body: unknown): body is ConsoleFault {
  return typeof body === 'object' && body !== null && 'code' in body && 'error' in body && 'hint' in body;
}
