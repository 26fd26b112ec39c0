import { imageCommandsVariable } from '@harmonybatch/platform-files';
import { integer, text } from '@harmonybatch/service-kit';

const port = (name: string, description: string) => integer(name, { description, min: 0, max: 65_535, default: 0 });
const maxInstances = 10_000;
const hourMs = 3_600_000;

/** What the local Knative reads. */
export const knativeLocalVariables = {
  host: text('KNATIVE_LOCAL_HOST', { description: 'Address to listen on.', default: '127.0.0.1' }),
  apiPort: port('KNATIVE_LOCAL_API_PORT', 'Port of the API; 0 takes a free one.'),
  gatewayPort: port('KNATIVE_LOCAL_GATEWAY_PORT', 'Port of the ingress; 0 takes a free one.'),
  namespace: text('KNATIVE_LOCAL_NAMESPACE', { description: 'The one namespace.', default: 'default' }),
  token: text('KNATIVE_LOCAL_TOKEN', {
    description: 'Bearer token of the API.',
    pattern: /^[\x21-\x7e]{1,4000}$/,
    expected: 'printable ASCII without blanks',
    secret: true,
  }),
  images: imageCommandsVariable({ about: 'File that says which local command runs in place of which image.' }),
  maxInstances: integer('KNATIVE_LOCAL_MAX_INSTANCES', {
    description: 'Instances that its nodes have room for.',
    min: 1,
    max: maxInstances,
    default: 100,
  }),
  maxVcpu: integer('KNATIVE_LOCAL_MAX_VCPU', {
    description: 'Cores of the largest container.',
    min: 1,
    max: 1_024,
    default: 16,
  }),
  maxWaitingPerRevision: integer('KNATIVE_LOCAL_MAX_WAITING', {
    description: 'Calls of one revision that may wait for an instance; more are refused.',
    min: 0,
    max: 10_000,
    default: 100,
  }),
  idleMs: integer('KNATIVE_LOCAL_IDLE_MS', {
    description: 'How long an instance beyond the minimum is kept without a call.',
    min: 1,
    max: hourMs,
    default: 60_000,
  }),
} as const;
