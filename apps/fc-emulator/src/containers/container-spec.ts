import type { ContainerSpec, HealthCheck, ImageProgram, LifecycleCall } from '@harmonybatch/container-processes';
import type { LocalCommand } from '@harmonybatch/platform-files';
import type { FunctionInput } from '../functions/function-input';
import { accountId, region } from '../functions/function-output';
import { requestHeaders } from './invocation-headers';

/** Longest until a container's port has to be open. */
const startTimeoutMs = 120_000;
/** Of a hook that says nothing of its own. */
const defaultHookSeconds = 3;
const msPerSecond = 1000;

/** What a container is started for. */
export interface ProcessContainerOptions {
  readonly instanceId: string;
  readonly settings: FunctionInput;
  /** Runs in place of the image; absent: the image itself. */
  readonly command?: LocalCommand;
}

/** What the container of an instance is given, after the platform's contract for custom containers. */
export function containerSpec({ instanceId, settings, command }: ProcessContainerOptions): ContainerSpec {
  const { initializer, preStop } = settings.instanceLifecycleConfig ?? {};
  return {
    name: settings.functionName,
    ...(command === undefined ? imageOf(settings) : { command: command.command, cwd: command.cwd }),
    env: { ...command?.env, ...settings.environmentVariables, ...platformVariables(settings, instanceId) },
    portVariables: ['FC_CUSTOM_LISTEN_PORT'],
    limits: { vcpu: settings.cpu, memoryMb: settings.memorySize },
    startTimeoutMs,
    healthCheck: healthCheckOf(settings),
    initializer: initializer && hookCall('POST', '/initialize', settings, instanceId, initializer.timeout),
    preStop: preStop && hookCall('GET', '/pre-stop', settings, instanceId, preStop.timeout),
  };
}

/** Port that a container listens on where its function names none. */
const defaultPort = 9000;

function imageOf({ customContainerConfig }: FunctionInput): ImageProgram {
  const { image, port = defaultPort, entrypoint, command } = customContainerConfig;
  return { image, imagePort: port, entrypoint, args: command };
}

function platformVariables(settings: FunctionInput, instanceId: string): Record<string, string> {
  const { initializer } = settings.instanceLifecycleConfig ?? {};
  const hook = initializer && {
    FC_INITIALIZER_HANDLER: initializer.handler ?? '',
    FC_INITIALIZATION_TIMEOUT: `${initializer.timeout ?? defaultHookSeconds}`,
  };
  return {
    FC_FUNCTION_NAME: settings.functionName,
    FC_FUNCTION_HANDLER: settings.handler,
    FC_FUNCTION_MEMORY_SIZE: `${settings.memorySize}`,
    FC_REGION: region,
    FC_ACCOUNT_ID: accountId,
    FC_INSTANCE_ID: instanceId,
    ...hook,
  };
}

function hookCall(
  method: LifecycleCall['method'],
  path: string,
  settings: FunctionInput,
  instanceId: string,
  timeoutSeconds = defaultHookSeconds,
): LifecycleCall {
  return { method, path, headers: requestHeaders(settings, instanceId, path), timeoutMs: timeoutSeconds * msPerSecond };
}

/** Defaults as in the API's reference. */
function healthCheckOf({ customContainerConfig }: FunctionInput): HealthCheck | undefined {
  const check = customContainerConfig.healthCheckConfig;
  if (check?.httpGetUrl === undefined) return undefined;
  return {
    path: check.httpGetUrl,
    initialDelayMs: (check.initialDelaySeconds ?? 0) * msPerSecond,
    periodMs: (check.periodSeconds ?? 3) * msPerSecond,
    timeoutMs: (check.timeoutSeconds ?? 1) * msPerSecond,
    failureThreshold: check.failureThreshold ?? 3,
    successThreshold: check.successThreshold ?? 1,
  };
}
