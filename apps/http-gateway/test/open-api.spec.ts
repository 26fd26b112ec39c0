import 'reflect-metadata';
import Ajv from 'ajv';
import { errorBody, Refusal } from '../src/protocol/refusal';
import { InferController } from '../src/protocol/infer.controller';
import { ModelController } from '../src/protocol/model.controller';
import { protocolDocument } from '../src/protocol/open-api';
import { RequestController } from '../src/protocol/request.controller';
import { ServerController } from '../src/protocol/server.controller';
import { oneTensor } from './examples';

const { paths, components } = protocolDocument('1.2.3');

/** The routes of a controller, as OpenAPI writes them. */
function routesOf(controller: { readonly name: string; readonly prototype: object }): string[] {
  const base = Reflect.getMetadata('path', controller) as string;
  const names = Object.getOwnPropertyNames(controller.prototype).filter((name) => name !== 'constructor');
  const methods = names.map((name) => (controller.prototype as Record<string, object>)[name]!);
  return methods.flatMap((method) => {
    const path = Reflect.getMetadata('path', method) as string | undefined;
    if (path === undefined) return [];
    return [`/${[base, path].filter((part) => part !== '/').join('/')}`.replaceAll(/:(\w+)/g, '{$1}')];
  });
}

it('names every route, and no other', () => {
  const routes = [ServerController, ModelController, InferController, RequestController].flatMap(routesOf);
  expect(Object.keys(paths).sort()).toEqual(routes.sort());
});

const validate = (schema: keyof typeof components.schemas) =>
  new Ajv({ strict: false, allErrors: true })
    .addSchema(JSON.parse(JSON.stringify({ $id: 'doc', components })) as object)
    .getSchema(`doc#/components/schemas/${schema}`)!;

it('says what errors and requests are, and would notice others', () => {
  const refusal = new Refusal(429, { code: 'overloaded', message: 'no', hint: 'later', retryAfterMs: 1 });
  expect(validate('Error')(JSON.parse(errorBody(refusal)))).toBe(true);
  expect(validate('Error')({ error: 'no', code: 'odd', hint: '' })).toBe(false);
  expect(
    validate('InferRequest')({ id: 'a', inputs: JSON.parse(oneTensor) as unknown, parameters: { slo_ms: 5 } }),
  ).toBe(true);
  expect(validate('InferRequest')({ input: [] })).toBe(false);
});
