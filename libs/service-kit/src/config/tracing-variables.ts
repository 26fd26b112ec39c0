import { choice, decimal, optional, text, url } from './kinds';

const header = String.raw`[^=,\s]+=[^,]*`;

/** OpenTelemetry's own variables, as far as they are honoured. */
export const tracingVariables = {
  otlpEndpoint: optional(
    url('OTEL_EXPORTER_OTLP_ENDPOINT', {
      description:
        'Where an OpenTelemetry collector takes traces (OTLP over HTTP, /v1/traces is added); absent: none are recorded.',
      schemes: ['http', 'https'],
    }),
  ),
  otlpHeaders: optional(
    text('OTEL_EXPORTER_OTLP_HEADERS', {
      description: 'Headers that the collector wants to see, such as a key.',
      pattern: new RegExp(`^${header}(,${header})*$`),
      expected: 'name=value, several with commas between, values percent-encoded',
      secret: true,
    }),
  ),
  tracesSampler: choice('OTEL_TRACES_SAMPLER', {
    description:
      'Which requests are traced: where it is parentbased_, those whose traceparent says so, and of all others the part named.',
    of: ['always_on', 'always_off', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'],
    default: 'parentbased_always_on',
  }),
  tracesSamplingRatio: decimal('OTEL_TRACES_SAMPLER_ARG', {
    description: 'Which part that is, for parentbased_traceidratio.',
    min: 0,
    max: 1,
    default: 1,
  }),
  otelServiceName: optional(
    text('OTEL_SERVICE_NAME', { description: 'Name of the service in traces; absent: harmonybatch- and its own.' }),
  ),
} as const;
