import { readFileSync } from 'node:fs';
import {
  fixedToken,
  GoogleTokens,
  KnativeInvoker,
  KnativePlatform,
  manifestsOf,
  noToken,
  podTokenFile,
  tokenFile,
  type KnativeConfig,
} from '@harmonybatch/knative';
import { choice, optional, text, url, type ConfigOf } from '@harmonybatch/service-kit';
import type { FunctionAdapter } from './function-adapter';

/** Kubernetes puts beside the token of a pod what the API's certificate is checked against. */
const podCaFile = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';

const variables = {
  knativeFlavour: choice('KNATIVE_FLAVOUR', {
    description: 'Knative Serving in a cluster, or Cloud Run by the API that it has in common with it.',
    of: ['knative', 'cloud-run'],
    default: 'knative',
  }),
  knativeApiUrl: url('KNATIVE_API_URL', {
    description: 'The API: of Kubernetes, or https://REGION-run.googleapis.com.',
    schemes: ['https', 'http'],
    default: 'https://kubernetes.default.svc',
  }),
  knativeNamespace: text('KNATIVE_NAMESPACE', {
    description: 'Namespace of the services; on Cloud Run the id or number of the project.',
    pattern: /^[a-z0-9]([a-z0-9.:-]{0,61}[a-z0-9])?$/,
    expected: 'lower-case letters, digits and hyphens',
    default: 'default',
  }),
  knativeAuth: choice('KNATIVE_AUTH', {
    description:
      'Who the API is called as: the service account of this pod, the one that Google’s metadata server knows, a token, or nobody.',
    of: ['pod', 'google', 'token', 'none'],
    default: 'pod',
  }),
  knativeToken: optional(
    text('KNATIVE_TOKEN', {
      description: 'Bearer token, where KNATIVE_AUTH is token.',
      pattern: /^[\x21-\x7e]{1,8000}$/,
      expected: 'printable ASCII without blanks',
      secret: true,
    }),
  ),
  knativeFunctionUrl: text('KNATIVE_FUNCTION_URL', {
    description: 'Where a function is called; {service} and {namespace} stand for names.',
    pattern: /^https?:\/\/[^\s/?#]+$/,
    expected: 'http(s)://host without a path, such as https://{service}-123456789.europe-west1.run.app',
    default: 'http://{service}.{namespace}.svc.cluster.local',
  }),
  knativeFunctionHost: optional(
    text('KNATIVE_FUNCTION_HOST', {
      description:
        'The header host of a call, where KNATIVE_FUNCTION_URL is that of an ingress: {service}.{namespace}.example.com.',
      pattern: /^[a-z0-9{}.-]{1,250}$/,
      expected: 'the name of a host',
    }),
  ),
  knativeFunctionAuth: choice('KNATIVE_FUNCTION_AUTH', {
    description:
      'Who functions are called as: the account that Google’s metadata server knows, by its identity token, or nobody.',
    of: ['none', 'google'],
    default: 'none',
  }),
  knativeGpuNodes: optional(
    text('KNATIVE_GPU_NODES', {
      description: 'Label of the nodes that have the card of a GPU function: run.googleapis.com/accelerator=nvidia-l4.',
      pattern: /^[A-Za-z0-9._/-]{1,250}=[A-Za-z0-9._-]{1,63}$/,
      expected: 'key=value',
    }),
  ),
} as const;

type KnativeVariables = ConfigOf<typeof variables>;

/** How the API and the functions are reached. */
export function knativeConfigOf(read: KnativeVariables): KnativeConfig {
  const google = new GoogleTokens();
  const token = read.knativeFunctionAuth === 'google' ? google.identity : undefined;
  return {
    apiUrl: read.knativeApiUrl.replace(/\/$/, ''),
    namespace: read.knativeNamespace,
    flavour: read.knativeFlavour,
    apiCa: read.knativeAuth === 'pod' ? readFileSync(podCaFile, 'utf8') : undefined,
    apiToken: apiTokenOf(read, google),
    functions: { url: read.knativeFunctionUrl, host: read.knativeFunctionHost, token },
  };
}

function apiTokenOf({ knativeAuth, knativeToken }: KnativeVariables, google: GoogleTokens): KnativeConfig['apiToken'] {
  if (knativeAuth === 'pod') return tokenFile(podTokenFile);
  if (knativeAuth === 'google') return google.access;
  return knativeAuth === 'token' && knativeToken !== undefined ? fixedToken(knativeToken) : noToken;
}

function faults({
  knativeAuth,
  knativeToken,
  knativeFlavour,
  knativeFunctionUrl,
}: KnativeVariables): readonly string[] {
  return [
    ...(knativeAuth === 'token' && knativeToken === undefined
      ? ['KNATIVE_AUTH is token, but KNATIVE_TOKEN is not set']
      : []),
    ...(knativeFlavour === 'cloud-run' && knativeAuth === 'pod'
      ? ['KNATIVE_AUTH is pod, but Cloud Run takes google or token']
      : []),
    ...(knativeFlavour === 'cloud-run' && knativeFunctionUrl.endsWith('.svc.cluster.local')
      ? ['KNATIVE_FUNCTION_URL is that of a cluster; for Cloud Run it is https://{service}-NUMBER.REGION.run.app']
      : []),
  ];
}

/** Knative Serving and Cloud Run. A dispatcher needs no right on the API: it calls functions by their names. */
export const knative: FunctionAdapter<typeof variables> = {
  variables,
  faults,
  invoker: (config, options) => {
    const { functions, namespace } = invocationConfigOf(config);
    return new KnativeInvoker({ functions, namespace }, options);
  },
  platform: (config, { functionPrefix, owner }) =>
    new KnativePlatform(knativeConfigOf(config), { functionPrefix, owner, gpuNodes: config.knativeGpuNodes }),
  written: {
    manifests: (functions, { knativeNamespace, knativeFlavour, knativeGpuNodes }, { owner }) =>
      manifestsOf(functions, {
        namespace: knativeNamespace,
        flavour: knativeFlavour,
        gpuNodes: knativeGpuNodes,
        owner,
      }),
  },
};

/** Without what only the API needs: who calls functions alone may run outside of the cluster. */
const invocationConfigOf = (config: KnativeVariables): KnativeConfig =>
  knativeConfigOf({ ...config, knativeAuth: 'none' });
