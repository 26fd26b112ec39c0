export { endpointFaults, type FcConfig, readEndpoint } from './fc-config';
export { FcInvoker, type InvokerOptions } from './invoke/fc-invoker';
export { FcPlatform, type PlatformOptions } from './platform/fc-platform';
