import { KnativeInvoker } from '@harmonybatch/knative';
import { LambdaInvoker } from '@harmonybatch/aws-lambda';
import { FcInvoker } from '@harmonybatch/function-compute';
import { ConfigError, readConfig } from '@harmonybatch/service-kit/program';
import { functionFaults, functionVariables } from '../src/functions/functions.module';
import { adapterOf } from '../src/functions/platforms';

const functionCompute = {
  FC_ENDPOINT: 'http://127.0.0.1:1234',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
};
const knative = { HARMONYBATCH_PLATFORM: 'knative', KNATIVE_API_URL: 'http://127.0.0.1:1', KNATIVE_AUTH: 'none' };
const options = { maxConcurrent: 1, maxWaiting: 0 };

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    return functionFaults(readConfig(environment, functionVariables));
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

it('functions run on Function Compute unless another platform is named', async () => {
  const config = readConfig(functionCompute, functionVariables);
  expect(await adapterOf(config).invoker(config, options)).toBeInstanceOf(FcInvoker);
});

it('the platform that is named asks for its own variables alone', async () => {
  const config = readConfig(knative, functionVariables);
  expect(functionFaults(config)).toEqual([]);
  expect(await adapterOf(config).invoker(config, options)).toBeInstanceOf(KnativeInvoker);
});

it('Lambda asks for its region, and finds its keys itself', async () => {
  expect(
    faultsOf({ HARMONYBATCH_PLATFORM: 'aws-lambda', AWS_LAMBDA_ROLE: 'me' }).map((fault) => fault.split(' ')[0]),
  ).toEqual(['AWS_REGION', 'AWS_LAMBDA_ROLE']);
  const config = readConfig({ HARMONYBATCH_PLATFORM: 'aws-lambda', AWS_REGION: 'eu-west-1' }, functionVariables);
  expect(await adapterOf(config).invoker(config, options)).toBeInstanceOf(LambdaInvoker);
});

it('a platform that nobody knows is refused, with those that are known', () => {
  expect(faultsOf({ ...functionCompute, HARMONYBATCH_PLATFORM: 'lambda' })[0]).toContain(
    'HARMONYBATCH_PLATFORM is "lambda"; it must be one of function-compute, knative, aws-lambda',
  );
});

it.each<[string, Record<string, string>, string]>([
  ['a token that is missing', { KNATIVE_AUTH: 'token' }, 'KNATIVE_AUTH is token, but KNATIVE_TOKEN is not set'],
  ['Cloud Run as a pod', { KNATIVE_FLAVOUR: 'cloud-run', KNATIVE_AUTH: 'pod' }, 'Cloud Run takes google or token'],
  [
    'Cloud Run in a cluster',
    { KNATIVE_FLAVOUR: 'cloud-run', KNATIVE_AUTH: 'google' },
    'KNATIVE_FUNCTION_URL is that of a cluster',
  ],
  ['a URL with a path', { KNATIVE_FUNCTION_URL: 'http://h/x' }, 'KNATIVE_FUNCTION_URL has a value that is not'],
  ['a label without a value', { KNATIVE_GPU_NODES: 'l4' }, 'KNATIVE_GPU_NODES has a value that is not key=value'],
])('the variables of Knative refuse %s', (_, change, fault) => {
  expect(faultsOf({ ...knative, ...change }).join()).toContain(fault);
});

it('a token is shown in no fault', () => {
  expect(faultsOf({ ...knative, KNATIVE_AUTH: 'token', KNATIVE_TOKEN: 'with a blank' }).join()).not.toContain(
    'with a blank',
  );
});
