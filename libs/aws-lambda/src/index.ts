export type { LambdaConfig } from './lambda-config';
export { LambdaInvoker } from './lambda-invoker';
export { LambdaPlatform } from './lambda-platform';
