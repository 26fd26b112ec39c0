import { routes, type Route, type RouteName } from '@harmonybatch/console-api';
import { compile, type Validator } from '@harmonybatch/contracts';
import type { TSchema } from '@sinclair/typebox';
import { notFound, Refusal } from './refusal';

/** A route with what checks the parts of its calls. */
export interface CheckedRoute {
  readonly name: RouteName;
  readonly route: Route;
  readonly params: Validator<TSchema>;
  readonly query: Validator<TSchema>;
  readonly body: Validator<TSchema> | undefined;
  /** The path's pieces; those in braces are parameters. */
  readonly pieces: readonly string[];
}

export interface FoundRoute extends CheckedRoute {
  readonly paramTexts: Readonly<Record<string, string>>;
}

const table: readonly CheckedRoute[] = (Object.entries(routes) as [RouteName, Route][]).map(([name, route]) => ({
  name,
  route,
  params: compile(route.params),
  query: compile(route.query),
  body: route.body === undefined ? undefined : compile(route.body),
  pieces: route.path.split('/').slice(1),
}));

const parameter = /^\{(\w+)\}$/;

/**
 * The route of a call.
 * @param path below `apiPath`, as it came
 * @throws Refusal with status 404, or 405 where the path takes another method
 */
export function findRoute(method: string, path: string): FoundRoute {
  const pieces = path.split('/').slice(1).map(decodeURIComponent);
  const atPath = table.flatMap((checked) => {
    const paramTexts = paramsOf(checked.pieces, pieces);
    return paramTexts === null ? [] : [{ ...checked, paramTexts }];
  });
  const found = atPath.find(({ route }) => route.method === method.toLowerCase());
  if (found !== undefined) return found;
  const [other] = atPath;
  if (other === undefined) throw notFound('such call', 'What there is: /api/v1/openapi.json.');
  throw new Refusal(405, {
    code: 'invalid',
    error: `${path.slice(0, 200)} takes ${other.route.method.toUpperCase()}, not ${method.slice(0, 20)}`,
    hint: 'What there is: /api/v1/openapi.json.',
  });
}

function paramsOf(wanted: readonly string[], pieces: readonly string[]): Record<string, string> | null {
  if (wanted.length !== pieces.length) return null;
  const params: Record<string, string> = {};
  for (const [index, piece] of wanted.entries()) {
    const name = parameter.exec(piece)?.[1];
    if (name !== undefined) params[name] = pieces[index]!;
    else if (piece !== pieces[index]) return null;
  }
  return params;
}
