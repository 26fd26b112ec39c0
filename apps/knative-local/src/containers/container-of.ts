import type { ContainerSpec, HealthCheck } from '@harmonybatch/container-processes';
import type { ContainerObject } from '../api/service-object';
import type { ImageCommands } from '@harmonybatch/platform-files';

const msPerSecond = 1_000;
const millicoresPerCore = 1_000;
const mebibytes: Readonly<Record<string, number>> = { Mi: 1, Gi: 1_024, M: 1e6 / 1_048_576, G: 1e9 / 1_048_576 };
const defaultStartMs = 60_000;
const defaults = { vcpu: 1, memoryMb: 512 };

/** The process that stands for a container; null where no command is known for its image. */
export function containerOf(name: string, container: ContainerObject, images: ImageCommands): ContainerSpec | null {
  const local = images(container.image);
  if (local === undefined) return null;
  const { limits = {} } = container.resources ?? {};
  return {
    name,
    command: [...local.command, ...(container.args ?? [])],
    cwd: local.cwd,
    env: { ...local.env, ...environmentOf(container) },
    limits: { vcpu: vcpuOf(limits['cpu']), memoryMb: memoryMbOf(limits['memory']) },
    startTimeoutMs: defaultStartMs,
    healthCheck: healthCheckOf(container),
  };
}

export const vcpuOf = (cpu: string | undefined): number => {
  if (cpu === undefined) return defaults.vcpu;
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) / millicoresPerCore : Number(cpu);
};

function memoryMbOf(memory: string | undefined): number {
  const [, amount, unit = ''] = /^([\d.]+)(\w+)?$/.exec(memory ?? '') ?? [];
  return amount === undefined ? defaults.memoryMb : Number(amount) * (mebibytes[unit] ?? 1 / 1_048_576);
}

const environmentOf = ({ env = [] }: ContainerObject): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value = '' }) => [name, value]));

function healthCheckOf({ startupProbe }: ContainerObject): HealthCheck | undefined {
  const path = startupProbe?.httpGet?.path;
  if (path === undefined) return undefined;
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = startupProbe ?? {};
  return {
    path,
    initialDelayMs: initialDelaySeconds * msPerSecond,
    periodMs: periodSeconds * msPerSecond,
    timeoutMs: timeoutSeconds * msPerSecond,
    failureThreshold,
    successThreshold: 1,
  };
}
