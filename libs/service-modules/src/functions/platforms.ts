import { choice, onlyWhere, type ConfigOf, type Variables } from '@harmonybatch/service-kit';
import { awsLambda } from './aws-lambda';
import type { FunctionAdapter } from './function-adapter';
import { functionCompute } from './function-compute';
import { knative } from './knative';

/** The platforms that functions can run on. */
const adapters = { 'function-compute': functionCompute, knative, 'aws-lambda': awsLambda } as const;

type PlatformName = keyof typeof adapters;

const platformName = choice('HARMONYBATCH_PLATFORM', {
  description: 'Where functions run.',
  of: Object.keys(adapters) as PlatformName[],
  default: 'function-compute',
});

/** What a service reads that calls functions: which platform, and the variables of that one. */
export const functionVariables = {
  platformName,
  ...onlyWhere(platformName, 'function-compute', functionCompute.variables),
  ...onlyWhere(platformName, 'knative', knative.variables),
  ...onlyWhere(platformName, 'aws-lambda', awsLambda.variables),
};
export type FunctionVariables = ConfigOf<typeof functionVariables>;

/** The platform of a configuration; it reads what it needs of it, which is there. */
export const adapterOf = ({ platformName: name }: FunctionVariables): FunctionAdapter<Variables> => adapters[name];
