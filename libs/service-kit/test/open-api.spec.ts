import 'reflect-metadata';
import { ServiceUnavailableException } from '@nestjs/common';
import Ajv from 'ajv';
import { Registry } from 'prom-client';
import { HealthController } from '../src/health/health.controller';
import { openApiDocument } from '../src/health/open-api';
import { Readiness } from '../src/health/readiness';

const { paths } = openApiDocument('1.2.3');
const readiness = new Readiness();
const reasons: string[] = [];
readiness.add(() => reasons);
const controller = new HealthController(readiness, new Registry());

const routes = (): string[] =>
  (['live', 'ready', 'metrics'] satisfies (keyof HealthController)[]).map((name) => {
    const path: unknown = Reflect.getMetadata('path', HealthController.prototype[name]);
    return `/${String(path)}`;
  });

const schemaOf = (path: '/health/live' | '/health/ready', status: string): object =>
  (paths[path].get.responses as Record<string, { content: Record<string, { schema: object }> }>)[status]!.content[
    'application/json'
  ]!.schema;

const fits = (schema: object, body: unknown): boolean => new Ajv().validate(schema, body);

it('names every route, and no other', () => {
  expect(Object.keys(paths)).toEqual(routes());
  expect(Object.getOwnPropertyNames(HealthController.prototype)).toHaveLength(1 + routes().length);
});

it('says what is answered, and would notice another answer', async () => {
  expect(fits(schemaOf('/health/live', '200'), controller.live())).toBe(true);
  expect(fits(schemaOf('/health/ready', '200'), await controller.ready())).toBe(true);
  expect(fits(schemaOf('/health/ready', '200'), { state: 'ok' })).toBe(false);
});

it('says what is answered while it is not ready', async () => {
  reasons.push('Kafka does not answer');
  const refusal: unknown = await controller.ready().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ServiceUnavailableException);
  expect(fits(schemaOf('/health/ready', '503'), (refusal as ServiceUnavailableException).getResponse())).toBe(true);
});
