import { noTracing } from '@harmonybatch/ports';
import { ConfigError, readConfig } from '../src/config/read-config';
import { tracingVariables } from '../src/config/tracing-variables';
import { openTracing } from '../src/observability/open-tracing';
import { createLogger } from '../src/observability/logger';

const opened = jest.fn((_options: unknown) => ({ tracing: noTracing, close: () => Promise.resolve() }));
const loaded = jest.fn();
jest.mock('@harmonybatch/tracing', () => {
  loaded();
  return { openTracing: opened };
});

const logger = createLogger('test', 'silent');
const open = (environment: Record<string, string>) =>
  openTracing('ingest', readConfig(environment, tracingVariables), logger);

it('without a collector nothing of OpenTelemetry is loaded', async () => {
  const { tracing, close } = await open({ OTEL_TRACES_SAMPLER: 'always_on' });
  await close();
  expect([tracing, loaded.mock.calls.length]).toEqual([noTracing, 0]);
});

it('its standard variables say where to, as whom, and how much', async () => {
  await open({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' });
  await open({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc=,x-team=100%',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_SERVICE_NAME: 'mine',
  });
  expect(opened.mock.calls.map(([options]) => options)).toMatchObject([
    {
      endpoint: 'http://collector:4318',
      headers: {},
      sampler: 'parentbased_always_on',
      serviceName: 'harmonybatch-ingest',
    },
    {
      headers: { authorization: 'Bearer abc=', 'x-team': '100%' },
      sampler: 'parentbased_traceidratio',
      samplingRatio: 0.25,
      serviceName: 'mine',
    },
  ]);
});

it.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector:4317'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'secret'],
  ['OTEL_TRACES_SAMPLER', 'traceidratio'],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
])('%s of %s is refused', (name, value) => {
  expect(() => readConfig({ [name]: value }, tracingVariables)).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value }, tracingVariables)).toThrow(name);
});
