export { ChainedCredentials, type CredentialChain, CredentialSource, type FcCredentials } from './credentials';
export { endpointFaults, endpointOf, type FcConfig, isAlibabas, readEndpoint } from './fc-config';
export { terraformOf, type TerraformOptions } from './export/terraform';
export { FcInvoker } from './invoke/fc-invoker';
export { FcPlatform, type PlatformOptions } from './platform/fc-platform';
