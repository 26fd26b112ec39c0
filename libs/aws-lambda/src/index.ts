export { terraformOf, type TerraformOptions } from './export/terraform';
export type { LambdaConfig } from './lambda-config';
export { LambdaInvoker } from './lambda-invoker';
export { LambdaPlatform } from './lambda-platform';
