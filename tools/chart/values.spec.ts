import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { allTopics, type Role } from '@harmonybatch/contracts';
import { chartFolder, defaults, exampleFile, examples, overlaid, readValues, root, type Values } from './chart-files';
import { environmentSchema } from './environment-schema.cjs';
import { load, serviceNames } from './service-variables';
import { describedPaths, valuesTable } from './values-table.cjs';

const textOf = (name: string): string => readFileSync(join(chartFolder, name), 'utf8');
const schema = JSON.parse(textOf('values.schema.json')) as { definitions: Values };
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
/** Where values with these laid over the defaults are refused. */
const refusedAt = (changes: Values): string[] => {
  validate(overlaid(defaults(), changes));
  return (validate.errors ?? []).map(({ instancePath }) => instancePath);
};

describe('the values of the chart', () => {
  it('are valid by their schema', () => expect(refusedAt({})).toEqual([]));

  it.each(examples)('are valid with those of the example %s', (name) => {
    expect(refusedAt(readValues(exampleFile(name)))).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ['a value that there is not', { kafka: { broker: 'kafka:9092' } }, '/kafka'],
    ['a broker without a port', { kafka: { brokers: ['kafka'] } }, '/kafka/brokers/0'],
    ['a login without its Secret', { kafka: { sasl: { mechanism: 'plain' } } }, '/kafka/sasl/existingSecret'],
    [
      'a login of a service where nobody logs in',
      { kafka: { sasl: { perService: { ingest: { existingSecret: 'ingest' } } } } },
      '/kafka/sasl/perService',
    ],
    [
      'a login of a service that there is not',
      { kafka: { sasl: { mechanism: 'plain', perService: { batchers: { existingSecret: 'b' } } } } },
      '/kafka/sasl/perService',
    ],
    [
      'a login of a service without its Secret',
      { kafka: { sasl: { mechanism: 'plain', perService: { ingest: { username: 'ingest' } } } } },
      '/kafka/sasl/perService/ingest',
    ],
    [
      'a login at Redis of a service that does not use it',
      { redis: { login: { perService: { planner: { existingSecret: 'planner' } } } } },
      '/redis/login/perService',
    ],
    ['a password of Redis in plain', { redis: { url: 'redis://user:secret@redis:6379' } }, '/redis/url'],
    [
      'a variable that a service does not read',
      { services: { ingest: { env: { HARMONYBATCH_STRATEGY: 'exact' } } } },
      '/services/ingest/env',
    ],
    [
      'a secret as a variable in plain',
      { platform: { env: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'k' } } },
      '/platform/env',
    ],
    ['a variable that another value sets', { env: { KAFKA_BROKERS: 'kafka:9092' } }, '/env'],
    ['a service that there is not', { services: { batchers: { replicas: 3 } } }, '/services'],
  ])('refuse %s', (_what, changes, path) => expect(refusedAt(changes)).toContain(path));

  it('take a variable that the service reads, as a number too', () => {
    const env = { HARMONYBATCH_MAX_IN_FLIGHT: 4096 };
    expect(refusedAt({ services: { dispatcher: { env } } })).toEqual([]);
  });

  it('may set the variables that the services read; if not, run: npm run build && npm run docs:chart', () => {
    expect(schema.definitions).toMatchObject(environmentSchema(load));
  });

  it('are of all services', () => {
    expect(Object.keys(defaults()['services'] as Values).sort()).toEqual([...serviceNames].sort());
  });

  it('are each described', () => {
    const described = describedPaths(textOf('values.yaml')).map(([path]) => path.join('.'));
    const isDescribed = (path: readonly string[]): boolean =>
      path.some((_key, at) => described.includes(path.slice(0, at + 1).join('.')));
    expect(leavesOf(defaults()).filter((path) => !isDescribed(path))).toEqual([]);
  });

  it('stand in the README; if not, run: npm run docs:chart', () => {
    // Padding and dashes of tables are Prettier's.
    const words = (text: string): string => text.replace(/-{3,}/g, '-').replace(/\s+/g, ' ');
    expect(words(textOf('README.md'))).toContain(words(valuesTable(textOf('values.yaml'))));
  });
});

describe('the chart', () => {
  it('has the version of the programs', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(parse(textOf('Chart.yaml'))).toMatchObject({ version, appVersion: version });
  });

  it('knows the stream of each service, which has many partitions', () => {
    const [, block = ''] =
      /define "harmonybatch\.streams" -\}\}\n([^{]*)/.exec(textOf('templates/_services.tpl')) ?? [];
    const streams = Object.entries(parse(block) as Record<Role, string>);
    expect(streams.map(([service]) => service).sort()).toEqual(
      serviceNames.filter((one) => !['planner', 'http-gateway', 'console'].includes(one)).sort(),
    );
    for (const [service, name] of streams)
      expect(
        allTopics
          .filter(({ consumers, partitions }) => consumers.includes(service as Role) && partitions === 'many')
          .map((topic) => topic.name),
      ).toContain(name);
  });
});

/** The paths of all values that are no trees, or empty ones. */
function leavesOf(values: Values, above: readonly string[] = []): string[][] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...above, key];
    const isTree =
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
    return isTree ? leavesOf(value as Values, path) : [path];
  });
}
