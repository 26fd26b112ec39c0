export { openTracing, type OpenTracing, type TracingOptions } from './open-tracing';
export type { SamplerName } from './sampler-of';
