import { errorCodes } from '@harmonybatch/contracts';
import { appHeader } from '../access/caller-check';
import { sloHeaders } from '../infer/request-deadline';
import { pollQuery } from '../polls/poll-terms';
import { respondAsync } from '../polls/prefer';
import { webhookHeader } from '../webhooks/webhook-url';
import { headLengthHeader } from '../tensors/binary-inputs';
import { datatypes } from '../tensors/datatypes';
import { gatewayCodes } from './refusal';

const text = (description: string) => ({ type: 'string', description });
const integers = { type: 'array', items: { type: 'integer', minimum: 0 } };
const parameters = {
  type: 'object',
  additionalProperties: true,
  description: 'Handed to the function, but for those that are described here.',
};

const schemas = {
  Tensor: {
    type: 'object',
    required: ['name', 'shape', 'datatype'],
    properties: {
      name: text('Of the tensor.'),
      shape: { ...integers, description: 'The first extent is the batch: the rows of this request.' },
      datatype: { type: 'string', enum: [...datatypes.keys()] },
      parameters,
      data: {
        description:
          'All elements, row by row: one list, or lists in lists. Absent where they are bytes behind the JSON.',
      },
    },
  },
  InferRequest: {
    type: 'object',
    required: ['inputs'],
    additionalProperties: false,
    properties: {
      id: text('A repeat under the same id is the same request. One is made where there is none.'),
      inputs: {
        description: 'Tensors; of a model whose container takes items, any JSON.',
        anyOf: [{ type: 'array', items: { $ref: '#/components/schemas/Tensor' } }, {}],
      },
      outputs: {
        type: 'array',
        items: { type: 'object', required: ['name'], properties: { name: text('Of an output.'), parameters } },
      },
      parameters: {
        ...parameters,
        properties: {
          slo_ms: {
            type: 'number',
            exclusiveMinimum: 0,
            description: 'Within how long an answer is of use, ms; at most the SLO of the app counts.',
          },
          timeout: { type: 'integer', minimum: 1, description: "The same in µs, as Triton's clients have it." },
          binary_data_output: { type: 'boolean', description: 'Whether outputs are wanted as bytes.' },
        },
      },
    },
  },
  InferResponse: {
    type: 'object',
    required: ['model_name', 'model_version', 'id', 'outputs'],
    properties: {
      model_name: text('The model.'),
      model_version: text('The version that is registered.'),
      id: text('Of the request.'),
      outputs: {
        description: 'As the function wrote them.',
        anyOf: [{ type: 'array', items: { $ref: '#/components/schemas/Tensor' } }, {}],
      },
    },
  },
  Error: {
    type: 'object',
    required: ['error', 'code', 'hint'],
    properties: {
      error: text('What is wrong.'),
      code: { type: 'string', enum: [...Object.keys(errorCodes), ...gatewayCodes] },
      hint: text('How to mend it.'),
      field: text('JSON pointer of the field, or the header, that is wrong.'),
      id: text('Of the request, where it has one.'),
    },
  },
};

const accepted = {
  type: 'object',
  required: ['model_name', 'model_version', 'id'],
  properties: {
    model_name: text('The model.'),
    model_version: text('The one registered.'),
    id: text('Of the request.'),
  },
};

const json = (schema: object) => ({ 'application/json': { schema } });
const error = (description: string, headers?: object) => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: json({ $ref: '#/components/schemas/Error' }),
});
const retryAfter = {
  'retry-after': { schema: { type: 'integer' }, description: 'After how many seconds it may be tried again.' },
};
const notFound = { '404': error('No such model or version.') };

const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const timing = {
  'server-timing': {
    schema: { type: 'string' },
    description: 'queued: until its batch was invoked; executed: in the function. ms.',
  },
  'hb-batch-size': { schema: { type: 'integer' }, description: 'Requests of its batch.' },
  'hb-late-by-ms': {
    schema: { type: 'number' },
    description: 'By how much it came after its deadline; absent where it did not.',
  },
  [headLengthHeader]: {
    schema: { type: 'integer' },
    description: 'Where the JSON ends and the bytes of outputs begin; absent where none are bytes.',
  },
};

const outputsOf = (description: string) => ({
  description,
  headers: timing,
  content: { ...json({ $ref: '#/components/schemas/InferResponse' }), ...bytes },
});
const running = (description: string) => ({
  description,
  headers: {
    location: { schema: { type: 'string' }, description: 'Where its answer is asked for.' },
    'preference-applied': { schema: { const: respondAsync } },
    ...retryAfter,
  },
  content: json(accepted),
});
/** What an outcome may be, beside outputs. */
const outcomeErrors = {
  '422': error('No function can meet the SLO.'),
  '429': error('There is capacity, and others have it now.', retryAfter),
  '500': error('A fault of HarmonyBatch.'),
  '502': error('The function failed, or its answer cannot be read.'),
  '503': error('There is no capacity for it now, or the gateway is not ready.', retryAfter),
  '504': error('Its deadline came first, or no outcome was read.'),
};

const parameter = (place: 'header' | 'query', name: string, description: string, type = 'string') => ({
  name,
  in: place,
  schema: { type },
  description,
});
const path = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description,
});
const model = path('model', 'Name of the model.');
const version = path('version', 'The version that is registered.');
const ofApp = parameter('header', appHeader, 'The app, where it has no key.');

const infer = (of: readonly object[]) => ({
  post: {
    summary: 'Has a request answered.',
    parameters: [
      ...of,
      ofApp,
      ...sloHeaders.map((name) => parameter('header', name, 'Within how long an answer is of use, ms.', 'number')),
      parameter('header', headLengthHeader, 'Where the JSON of the body ends and bytes of tensors begin.', 'integer'),
      parameter('header', 'prefer', `${respondAsync} (RFC 7240): to be answered before the outcome is there.`),
      parameter('header', webhookHeader, 'URL that the answer is posted to (Standard Webhooks); needs a key.'),
      parameter('header', 'traceparent', 'Trace context of the W3C, passed on.'),
    ],
    requestBody: { required: true, content: { ...json({ $ref: '#/components/schemas/InferRequest' }), ...bytes } },
    responses: {
      '200': outputsOf('Its outputs.'),
      '202': running(`It was accepted, as ${respondAsync} or ${webhookHeader} asks for.`),
      '400': error('The body, a field or a tensor is wrong.'),
      '401': error('No key, one that is none, revoked, expired, or another app’s.'),
      '404': error('No such app, model or version, or a model that the app does not call.'),
      '408': error('The body did not come in time.'),
      '413': error('The body or the inputs are too large.'),
      '415': error('The body is compressed.'),
      ...outcomeErrors,
    },
    security: [{ key: [] }, {}],
  },
});

const poll = {
  get: {
    summary: 'Asks for the answer to a request that was accepted.',
    parameters: [
      model,
      path('id', 'Of the request.'),
      ofApp,
      parameter(
        'query',
        pollQuery.until,
        'Until when it is to be expected, epoch ms, as the location says.',
        'integer',
      ),
      parameter('query', pollQuery.allBinary, 'Whether outputs are wanted as bytes.', 'boolean'),
      {
        ...parameter('query', pollQuery.except, 'Names of outputs that are wanted in the other form.'),
        schema: { type: 'array', items: { type: 'string' } },
      },
    ],
    responses: {
      '200': outputsOf('Its outputs, as where the call had waited.'),
      '202': running('It runs.'),
      '400': error('The location, or what was asked for, is wrong.'),
      '401': error('No key, one that is none, revoked, expired, or another app’s.'),
      '404': error('The app has no such request, or its outcome is kept no more.'),
      '413': error('Its inputs are too large.'),
      ...outcomeErrors,
    },
    security: [{ key: [] }, {}],
  },
};

const get = (
  summary: string,
  description: string,
  properties: object,
  of: readonly object[] = [],
  more: object = {},
) => ({
  get: {
    summary,
    parameters: of,
    responses: { '200': { description, content: json({ type: 'object', properties }) }, ...more },
  },
});
const name = { name: text('Of the model.') };
const isReady = { ...name, ready: { type: 'boolean' } };
const metadata = {
  ...name,
  versions: { type: 'array', items: { type: 'string' } },
  platform: text('What its container speaks.'),
  inputs: { type: 'array' },
  outputs: { type: 'array' },
};
const metadataOf = (of: readonly object[]) =>
  get('What is known of a model.', 'Its tensors are not known here: the lists are empty.', metadata, of, notFound);
const readinessOf = (of: readonly object[]) =>
  get('Whether a plan serves a model.', 'One does.', isReady, of, {
    ...notFound,
    '503': { description: 'None does.', content: json({ type: 'object', properties: isReady }) },
  });

/**
 * The OpenAPI 3.1 description of the gateway's protocol.
 * @param projectVersion as a semantic version
 */
export const protocolDocument = (projectVersion: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'HarmonyBatch: the Open Inference Protocol, version 2',
    version: projectVersion,
    description: 'Served by http-gateway on GATEWAY_HOST and GATEWAY_PORT.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  components: {
    schemas,
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: 'A key that `harmonybatch keys create` printed.' },
    },
  },
  paths: {
    '/v2': get('What the server is.', 'Its name, version and extensions.', {
      name: text('harmonybatch'),
      version: text('Its version.'),
      extensions: { type: 'array', items: { type: 'string' } },
    }),
    '/v2/health/live': get('Whether the process lives.', 'It does.', { live: { type: 'boolean' } }),
    '/v2/health/ready': get('Whether it takes calls.', 'It does.', { ready: { type: 'boolean' } }, [], {
      '503': error('It does not.', retryAfter),
    }),
    '/v2/models/{model}': metadataOf([model]),
    '/v2/models/{model}/versions/{version}': metadataOf([model, version]),
    '/v2/models/{model}/ready': readinessOf([model]),
    '/v2/models/{model}/versions/{version}/ready': readinessOf([model, version]),
    '/v2/models/{model}/infer': infer([model]),
    '/v2/models/{model}/versions/{version}/infer': infer([model, version]),
    '/v2/models/{model}/requests/{id}': poll,
  },
});
