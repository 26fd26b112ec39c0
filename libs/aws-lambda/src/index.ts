export type { LambdaConfig } from './lambda-config';
export { LambdaInvoker, type InvokerOptions } from './lambda-invoker';
export { LambdaPlatform, type PlatformOptions } from './lambda-platform';
