/** How to reach one account's Function Compute, or a local server that speaks its API. */
export interface FcConfig {
  /** Host, with the port where it is not the protocol's own: `fcv3.cn-hangzhou.aliyuncs.com`, `127.0.0.1:9000`. */
  readonly endpoint: string;
  readonly protocol: 'http' | 'https';
  readonly regionId: string;
  readonly accountId?: string;
  readonly credentials: FcCredentials;
}

export interface FcCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Only for temporary credentials (STS). */
  readonly securityToken?: string;
}

export type FcConfigReading =
  | { readonly config: FcConfig; readonly faults?: undefined }
  | { readonly config?: undefined; readonly faults: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;
type Endpoint = Pick<FcConfig, 'endpoint' | 'protocol'>;

const defaultRegionId = 'cn-hangzhou';

/**
 * Reads `FC_ENDPOINT`, `FC_REGION`, `FC_ACCOUNT_ID` and Alibaba's standard credential variables
 * `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALIBABA_CLOUD_SECURITY_TOKEN`.
 * @returns the configuration, or every fault of it at once; a fault never shows a credential.
 */
export function readFcConfig(env: Environment): FcConfigReading {
  const faults: string[] = [];
  const fault = (message: string): void => void faults.push(message);
  const endpoint = readEndpoint(env['FC_ENDPOINT']?.trim() ?? '', fault);
  const regionId = env['FC_REGION']?.trim() || defaultRegionId;
  const accountId = env['FC_ACCOUNT_ID']?.trim() || undefined;
  if (!/^[a-z]{2}(-[a-z0-9]+)+$/.test(regionId)) fault(`FC_REGION is no region like cn-hangzhou: ${show(regionId)}`);
  if (accountId !== undefined && !/^\d{1,32}$/.test(accountId)) fault('FC_ACCOUNT_ID is not a number of digits only');
  const credentials = readCredentials(env, fault);
  if (endpoint) checkAgreement(endpoint.endpoint, regionId, accountId, fault);
  if (faults.length > 0 || !endpoint) return { faults };
  return { config: { ...endpoint, regionId, ...(accountId ? { accountId } : {}), credentials } };
}

function readEndpoint(given: string, fault: (message: string) => void): Endpoint | undefined {
  if (given === '') {
    fault('FC_ENDPOINT is missing: give fcv3.<region>.aliyuncs.com, or http://127.0.0.1:<port> for a local server');
    return undefined;
  }
  const url = parseUrl(given);
  const protocol = url?.protocol === 'http:' ? 'http' : url?.protocol === 'https:' ? 'https' : undefined;
  if (!url || !protocol || url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    fault('FC_ENDPOINT is not a host, or http(s)://host[:port] without path and credentials');
    return undefined;
  }
  return { endpoint: url.host, protocol };
}

function parseUrl(given: string): URL | undefined {
  const text = given.includes('://') ? given : `https://${given}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function readCredentials(env: Environment, fault: (message: string) => void): FcCredentials {
  const read = (name: string, required: boolean): string => {
    const value = env[name]?.trim() ?? '';
    if (value === '' && required) fault(`${name} is missing`);
    else if (!/^[\x21-\x7e]*$/.test(value)) fault(`${name} has characters that no credential has`);
    return value;
  };
  const accessKeyId = read('ALIBABA_CLOUD_ACCESS_KEY_ID', true);
  const accessKeySecret = read('ALIBABA_CLOUD_ACCESS_KEY_SECRET', true);
  const securityToken = read('ALIBABA_CLOUD_SECURITY_TOKEN', false);
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

/** Alibaba's own host names say their region, and some the account; another one configured is a mistake. */
function checkAgreement(
  host: string,
  regionId: string,
  accountId: string | undefined,
  fault: (m: string) => void,
): void {
  const match = /^(?:fcv3|(?<account>\d+))\.(?<region>[a-z0-9-]+)\.(?:fc\.)?aliyuncs\.com$/.exec(host)?.groups;
  if (!match) return;
  const region = match['region']?.replace(/-(internal|vpc)$/, '');
  if (region !== regionId) fault(`FC_ENDPOINT lies in region ${region}, but FC_REGION is ${show(regionId)}`);
  if (match['account'] && accountId && match['account'] !== accountId) {
    fault('FC_ENDPOINT belongs to another account than FC_ACCOUNT_ID');
  }
}

const show = (value: string): string => JSON.stringify(value.slice(0, 80));
