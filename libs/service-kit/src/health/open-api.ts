const status = (enumeration: readonly string[]) => ({ type: 'string', enum: [...enumeration] });

const healthy = { type: 'object', required: ['status'], properties: { status: status(['ok']) } };

const notReady = {
  type: 'object',
  required: ['status', 'reasons'],
  properties: {
    status: status(['not ready']),
    reasons: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'What is not as it has to be.' },
  },
};

const answers = (description: string, schema: object, mediaType = 'application/json') => ({
  description,
  content: { [mediaType]: { schema } },
});

const get = (summary: string, responses: object) => ({ get: { summary, responses } });

/**
 * The OpenAPI 3.1 description of the HTTP of every service, which is for supervisors: requests and outcomes travel over Kafka.
 * @param version of the system, as a semantic version
 */
export const openApiDocument = (version: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Health and metrics of a HarmonyBatch service',
    version,
    description:
      'Served by every service on HTTP_HOST and HTTP_PORT, without login: bind it to addresses that only supervisors reach.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  paths: {
    '/health/live': get('Whether the process lives.', { '200': answers('Its event loop turns.', healthy) }),
    '/health/ready': get('Whether it can do its work now.', {
      '200': answers('State was read to its end, consumers have joined, and what it works with answers.', healthy),
      '503': answers('It cannot; the reasons say why.', notReady),
    }),
    '/metrics': get('Its metrics.', {
      '200': answers('In the text format of Prometheus, version 0.0.4.', { type: 'string' }, 'text/plain'),
    }),
  },
});
