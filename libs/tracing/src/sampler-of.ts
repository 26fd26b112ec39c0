import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import { LinkedSampler } from './linked-sampler';

/**
 * Samplers by their standard names. `traceidratio` is not among them: by it parts of a recorded request would be left out, for a
 * batch has a trace of its own.
 */
const samplers = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio: number) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
} satisfies Record<string, (ratio: number) => Sampler>;

export type SamplerName = keyof typeof samplers;

/** @param ratio which part of the traces that begin here is recorded, from 0 to 1; it counts for `parentbased_traceidratio` alone */
export const samplerOf = (name: SamplerName, ratio: number): Sampler => new LinkedSampler(samplers[name](ratio));
