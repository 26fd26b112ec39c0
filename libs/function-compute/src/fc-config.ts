import type { CredentialSource, FcCredentials } from './credentials';

/** How to reach one account's Function Compute, or a local server that speaks its API. */
export interface FcConfig {
  /** Host, with the port where it is not the protocol's own: `42.cn-hangzhou.fc.aliyuncs.com`, `127.0.0.1:9000`. */
  readonly endpoint: string;
  readonly protocol: 'http' | 'https';
  readonly regionId: string;
  readonly accountId?: string;
  /** Keys, or where they come from and are renewed. */
  readonly credentials: FcCredentials | CredentialSource;
}

/** Host, with its port, and protocol; undefined where the text is not a host or a URL without path and credentials. */
export function readEndpoint(text: string): Pick<FcConfig, 'endpoint' | 'protocol'> | undefined {
  const url = parseUrl(text);
  const protocol = url?.protocol === 'http:' ? 'http' : url?.protocol === 'https:' ? 'https' : undefined;
  if (!url || !protocol || url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    return undefined;
  }
  return { endpoint: url.host, protocol };
}

function parseUrl(given: string): URL | undefined {
  const text = given.includes('://') ? given : `https://${given}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Where an account's functions are reached: the form that Alibaba documents for control calls and invocations alike. */
export const endpointOf = (
  accountId: string,
  regionId: string,
  internal = false,
): Pick<FcConfig, 'endpoint' | 'protocol'> => ({
  endpoint: `${accountId}.${regionId}${internal ? '-internal' : ''}.fc.aliyuncs.com`,
  protocol: 'https',
});

/** Whether the host is Alibaba's own. */
export const isAlibabas = (endpoint: string): boolean => /(^|\.)aliyuncs\.com(:\d+)?$/.test(endpoint);

/** Alibaba's own host names say their region, and some the account; another one configured is a mistake. */
export function endpointFaults({ endpoint, regionId, accountId }: Omit<FcConfig, 'credentials'>): readonly string[] {
  const match = /^(?:fcv3|(?<account>\d+))\.(?<region>[a-z0-9-]+)\.(?:fc\.)?aliyuncs\.com$/.exec(endpoint)?.groups;
  if (!match) return [];
  const region = match['region']?.replace(/-(internal|vpc)$/, '');
  const ofAnother = match['account'] && accountId && match['account'] !== accountId;
  return [
    ...(region === regionId ? [] : [`FC_ENDPOINT lies in region ${region}, but FC_REGION is ${regionId}`]),
    ...(ofAnother ? ['FC_ENDPOINT belongs to another account than FC_ACCOUNT_ID'] : []),
  ];
}
