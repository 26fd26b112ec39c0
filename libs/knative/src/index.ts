export { manifestsOf, secretOf } from './export/manifests';
export type { FunctionAddress, KnativeConfig } from './knative-config';
export { KnativeInvoker } from './knative-invoker';
export { KnativePlatform, type KnativePlatformOptions } from './knative-platform';
export { GoogleTokens, googleMetadataUrl } from './tokens/google-tokens';
export { podTokenFile, tokenFile } from './tokens/token-file';
export { fixedToken, noToken, type TokenSource } from './tokens/token-source';
