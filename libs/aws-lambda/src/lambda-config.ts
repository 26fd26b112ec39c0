import { LambdaClient } from '@aws-sdk/client-lambda';

/** How to reach the functions of one account in one region. Credentials come as AWS's own tools find them. */
export interface LambdaConfig {
  readonly region: string;
  /** Of a local server that speaks the API; absent: the region's own. */
  readonly endpoint?: string;
  /** Role that functions run as whose model names none, an ARN. */
  readonly role?: string;
  /** Instead of those that are found. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The SDK's client. It repeats nothing by itself: only the caller knows whether it may. */
export const openClient = ({ region, endpoint, credentials }: LambdaConfig): LambdaClient =>
  new LambdaClient({ region, endpoint, credentials, maxAttempts: 1 });

/** Alias under which functions are called: provisioned instances are of a version, never of what is latest. */
export const servingAlias = 'live';
