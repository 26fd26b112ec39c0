import { optional, text, url, type ConfigOf } from '@harmonybatch/service-kit';
import type { FunctionAdapter } from './function-adapter';

/** One account's Lambda in a region; keys are found as AWS's own tools find them: variables, profile, role of the machine or the pod. */
const variables = {
  lambdaRegion: text('AWS_REGION', {
    description: 'Region of the functions.',
    pattern: /^[a-z]{2}(-[a-z0-9]+)+$/,
    expected: 'a region like eu-west-1',
  }),
  lambdaEndpoint: optional(
    url('AWS_LAMBDA_ENDPOINT', {
      description: 'Where Lambda is reached, if not at the region’s own.',
      schemes: ['https', 'http'],
    }),
  ),
  lambdaRole: optional(
    text('AWS_LAMBDA_ROLE', {
      description: 'Role that functions run as whose model names none; only the planner needs it.',
      pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      expected: 'the ARN of a role',
    }),
  ),
} as const;

const configOf = (read: ConfigOf<typeof variables>) => ({
  region: read.lambdaRegion,
  endpoint: read.lambdaEndpoint,
  role: read.lambdaRole,
});

/** The SDK takes a fifth of a second and 17 MB: only where functions run on Lambda. */
const library = () => import('@harmonybatch/aws-lambda');

/** AWS Lambda. */
export const awsLambda: FunctionAdapter<typeof variables> = {
  variables,
  faults: () => [],
  invoker: async (config, options) => new (await library()).LambdaInvoker(configOf(config), options),
  platform: async (config, { functionPrefix, owner }) => {
    const { LambdaPlatform } = await library();
    return new LambdaPlatform(configOf(config), { functionPrefix, owner });
  },
  written: {
    terraform: async (functions, { lambdaRole: role }, { owner }) =>
      (await library()).terraformOf(functions, { owner, role }),
  },
};
