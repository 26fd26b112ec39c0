import type { TObject, TProperties, TSchema } from '@sinclair/typebox';
import { ConsoleFault } from './fault';
import { consoleEvents } from './events';
import { apiPath, routes, type Route } from './routes';

const fault = {
  description: 'What is wrong, and how to mend it.',
  content: { 'application/json': { schema: refOf(ConsoleFault) } },
};

/** The OpenAPI 3.1 description of the console's API. @param version of the system, as a semantic version */
export function consoleOpenApi(version: string) {
  const paths: Record<string, Record<string, object>> = {};
  const list: readonly Route[] = Object.values(routes);
  for (const route of list) {
    const path = `${apiPath}${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  const schemas = [
    ConsoleFault,
    ...list.flatMap(({ answer, body }) => [answer, ...(body ? [body] : [])]),
    ...Object.values(consoleEvents),
  ];
  return {
    openapi: '3.1.0',
    info: {
      title: 'HarmonyBatch console',
      version,
      description:
        'Everything that the pages of the console show. Without login it is on loopback alone; elsewhere each call carries `Authorization: Bearer` with CONSOLE_TOKEN.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(
        schemas.flatMap((schema) => (schema.$id === undefined ? [] : [[schema.$id, schema]])),
      ),
    },
  };
}

const operationOf = ({ summary, params, query, body, answer, mediaType = 'application/json' }: Route): object => ({
  summary,
  parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
  ...(body === undefined
    ? {}
    : { requestBody: { required: true, content: { 'application/json': { schema: refOf(body) } } } }),
  responses: {
    '200': { description: 'The answer.', content: { [mediaType]: { schema: refOf(answer) } } },
    default: fault,
  },
});

const parametersOf = ({ properties, required = [] }: TObject<TProperties>, place: 'path' | 'query'): object[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }));

function refOf(schema: TSchema): object {
  return schema.$id === undefined ? schema : { $ref: `#/components/schemas/${schema.$id}` };
}
