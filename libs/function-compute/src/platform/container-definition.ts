import {
  CustomContainerConfig,
  CustomHealthCheckConfig,
  InstanceLifecycleConfig,
  LifecycleHook,
  LogConfig,
  NASConfig,
  NASMountConfig,
  OSSMountConfig,
  OSSMountPoint,
  RegistryAuthConfig,
  RegistryCertConfig,
  RegistryConfig,
  RegistryNetworkConfig,
  type CreateFunctionInput,
} from '@alicloud/fc20230330';
import type { ModelContainer } from '@harmonybatch/contracts';
import type { FunctionSpec } from '@harmonybatch/ports';

/** Smallest disk of a function, MB; it costs nothing. */
const leastDiskMb = 512;

/** The platform wants a handler for each hook, and calls the container's own paths whatever it says. */
const hookHandler = 'index.hook';

/** Gives the password that an environment variable holds; undefined where it is not set. */
export type PasswordOf = (variable: string) => string | undefined;

type ContainerFields = Pick<
  CreateFunctionInput,
  'customContainerConfig' | 'instanceLifecycleConfig' | 'logConfig' | 'nasConfig' | 'ossMountConfig' | 'diskSize'
>;

/**
 * What `CreateFunction` is told of a container: image, start, checks, hooks, logs, files and disk.
 * @throws RangeError where the password of its registry is not there
 */
export function containerFields(spec: FunctionSpec, passwordOf: PasswordOf): ContainerFields {
  const { container = {} } = spec;
  return {
    customContainerConfig: customContainer(spec, container, passwordOf),
    instanceLifecycleConfig: lifecycle(container),
    logConfig: container.logs && logs(container.logs),
    nasConfig: container.nas && networkFiles(container.nas),
    ossMountConfig: container.oss && objectStorage(container.oss),
    diskSize: container.diskMb ?? leastDiskMb,
  };
}

function customContainer(
  { name, image, port }: FunctionSpec,
  { entrypoint, command, acrInstanceId, registry, healthCheck }: ModelContainer,
  passwordOf: PasswordOf,
): CustomContainerConfig {
  return new CustomContainerConfig({
    image,
    port,
    entrypoint,
    command,
    acrInstanceId,
    registryConfig: registry && registryConfig(name, registry, passwordOf),
    healthCheckConfig: healthCheck && health(healthCheck),
  });
}

const health = ({ path, ...times }: NonNullable<ModelContainer['healthCheck']>): CustomHealthCheckConfig =>
  new CustomHealthCheckConfig({ httpGetUrl: path, ...times });

function registryConfig(
  name: string,
  { userName, passwordVariable, insecure, rootCaCertBase64, network }: NonNullable<ModelContainer['registry']>,
  passwordOf: PasswordOf,
): RegistryConfig {
  const password = passwordVariable === undefined ? undefined : passwordOf(passwordVariable);
  if (passwordVariable !== undefined && password === undefined) {
    throw new RangeError(`${name}: ${passwordVariable}, the password of its registry, is not set for the planner`);
  }
  const secured = insecure === undefined && rootCaCertBase64 === undefined;
  return new RegistryConfig({
    authConfig: userName === undefined ? undefined : new RegistryAuthConfig({ userName, password }),
    certConfig: secured ? undefined : new RegistryCertConfig({ insecure, rootCaCertBase64 }),
    networkConfig: network && new RegistryNetworkConfig(network),
  });
}

function lifecycle({ initializer, preStop }: ModelContainer): InstanceLifecycleConfig | undefined {
  if (initializer === undefined && preStop === undefined) return undefined;
  return new InstanceLifecycleConfig({
    initializer: initializer && hook(initializer),
    preStop: preStop && hook(preStop),
  });
}

const hook = ({ timeoutSeconds, command }: NonNullable<ModelContainer['initializer']>): LifecycleHook =>
  new LifecycleHook({ handler: hookHandler, timeout: timeoutSeconds, command });

const logs = ({
  project,
  logstore,
  beginRule,
  instanceMetrics,
  requestMetrics,
}: NonNullable<ModelContainer['logs']>): LogConfig =>
  new LogConfig({
    project,
    logstore,
    logBeginRule: beginRule,
    enableInstanceMetrics: instanceMetrics,
    enableRequestMetrics: requestMetrics,
  });

const networkFiles = ({ userId, groupId, mounts }: NonNullable<ModelContainer['nas']>): NASConfig =>
  new NASConfig({
    userId,
    groupId,
    mountPoints: mounts.map(
      ({ server, directory, tls }) => new NASMountConfig({ serverAddr: server, mountDir: directory, enableTLS: tls }),
    ),
  });

const objectStorage = ({ mounts }: NonNullable<ModelContainer['oss']>): OSSMountConfig =>
  new OSSMountConfig({
    mountPoints: mounts.map(
      ({ bucket, path, endpoint, directory, readOnly }) =>
        new OSSMountPoint({ bucketName: bucket, bucketPath: path, endpoint, mountDir: directory, readOnly }),
    ),
  });
