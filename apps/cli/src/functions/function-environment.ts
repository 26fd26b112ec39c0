import type { System } from '../system/find-system';

/** Whoever sets one of these means a platform of their own. */
const naming = ['HARMONYBATCH_PLATFORM', 'FC_ENDPOINT', 'FC_ACCOUNT_ID', 'KNATIVE_API_URL'] as const;

/**
 * The variables by which functions are reached: those of a system that `npm start` runs here, with its keys in place of the
 * user's own, unless the environment names another platform.
 */
export const functionEnvironment = (
  env: NodeJS.ProcessEnv,
  { fcEndpoint, functionVariables }: Pick<System, 'fcEndpoint' | 'functionVariables'>,
): NodeJS.ProcessEnv =>
  functionVariables === undefined || naming.some((name) => (env[name] ?? '') !== '')
    ? { FC_ENDPOINT: fcEndpoint, ...env }
    : { ...env, ...functionVariables };
