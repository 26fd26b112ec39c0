import { environmentOf, type NewBody } from '../body/container-body';
import type { ImageProgram } from '../container-spec';
import { cpuQuota } from '../limits/limit-files';

/** What `docker` itself reads: in its environment it would be misled by what is meant for the container. */
const readByDocker = /^(PATH|HOME|DOCKER_.*|XDG_.*)$/;

export interface DockerRun {
  readonly command: readonly [string, ...string[]];
  /** Of the command; the container's own values stand here too, and not among arguments, which everybody can read. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command that runs a container, and ends when it does.
 * @param own name and labels of the container
 */
export function dockerRun(
  program: ImageProgram,
  body: NewBody,
  own: readonly string[],
  cpuPeriodMs: number,
): DockerRun {
  const { spec, port } = body;
  const { image, imagePort, entrypoint = [], args = [] } = program;
  const { quotaUs, periodUs } = cpuQuota(spec.limits.vcpu, cpuPeriodMs);
  const memory = `${spec.limits.memoryMb}m`;
  const given = Object.entries(environmentOf(spec, imagePort));
  const variables = given.flatMap(([name, value]) => ['--env', readByDocker.test(name) ? `${name}=${value}` : name]);
  const limits = [
    '--cpu-period',
    `${periodUs}`,
    '--cpu-quota',
    `${quotaUs}`,
    '--memory',
    memory,
    '--memory-swap',
    memory,
  ];
  const [program0, ...rest] = entrypoint;
  const start = program0 === undefined ? [] : ['--entrypoint', program0];
  const published = ['--publish', `127.0.0.1:${port}:${imagePort}`];
  return {
    command: ['docker', 'run', ...own, ...published, ...limits, ...variables, ...start, image, ...rest, ...args],
    env: { ...dockersOwn(), ...Object.fromEntries(given.filter(([name]) => !readByDocker.test(name))) },
  };
}

const dockersOwn = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && readByDocker.test(name) ? [[name, value]] : [],
    ),
  );
