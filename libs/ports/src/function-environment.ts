import type { FunctionSpec } from './functions';

/** The container reads here which model it serves. */
export const modelVariable = 'HARMONYBATCH_MODEL';
/** The container reads here how many vCPU it has: a quota cannot be read reliably from inside. */
const vcpuVariable = 'HARMONYBATCH_FUNCTION_VCPU';

/** Takes the noise of binary fractions off: 0.15000000000000002 is on nobody's grid. */
export const roundVcpu = (vcpu: number): number => Math.round(vcpu * 1e6) / 1e6;

/** What every platform sets in the environment of a function; its registration may name other vCPU, but no other model. */
export const functionEnvironment = ({ env, model, shape }: FunctionSpec): Record<string, string> => ({
  [vcpuVariable]: String(roundVcpu(shape.vcpu)),
  ...env,
  [modelVariable]: model,
});
