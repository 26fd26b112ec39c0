import { functionEnvironment } from '../src/functions/function-environment';

const endpoint = 'http://127.0.0.1:2';
const local = {
  fcEndpoint: endpoint,
  functionVariables: { FC_ENDPOINT: endpoint, ALIBABA_CLOUD_ACCESS_KEY_ID: 'local-1' },
};
const own = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'mine', PATH: '/bin' };

test('functions of a local system are reached with its keys, never with those of an account', () => {
  expect(functionEnvironment(own, local)).toEqual({ ...own, ...local.functionVariables });
});

test.each(['HARMONYBATCH_PLATFORM', 'FC_ENDPOINT', 'FC_ACCOUNT_ID', 'KNATIVE_API_URL'])(
  'whoever sets %s means a platform of their own, whose keys are theirs',
  (name) => {
    const env = { ...own, [name]: 'x' };
    expect(functionEnvironment(env, local)).toEqual({ FC_ENDPOINT: endpoint, ...env });
    expect(functionEnvironment({ ...own, [name]: '' }, local)).toMatchObject(local.functionVariables);
  },
);

test('a system that says nothing of them leaves all to the environment', () => {
  expect(functionEnvironment(own, {})).toEqual({ ...own, FC_ENDPOINT: undefined });
});
