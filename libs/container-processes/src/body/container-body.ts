import type { Exit } from '@harmonybatch/local-backends';
import type { ContainerSpec } from '../container-spec';
import type { LogTail } from '../process/log-tail';

/** What a container consists of on this machine: signalled as one, and ended as one. */
export interface ContainerBody {
  /** Of its first process, or of the program that holds it. */
  readonly pid: number;
  /** Resolves when nothing of it runs any more and its output is read. @throws where it could not be started at all */
  readonly exited: Promise<Exit>;
  /** Processes that were killed for want of memory; known once it has ended. */
  readonly memoryKills: number;
  /** Resolves once it listens on its port; rejects when aborted. */
  listens(signal: AbortSignal): Promise<void>;
  /** Nothing where it has ended. */
  signal(signal: NodeJS.Signals): void;
  /** Gives back what it held. Called once, when it has ended. */
  release(): Promise<void>;
}

export interface NewBody {
  /** A name of its own on its host. */
  readonly id: string;
  readonly spec: ContainerSpec;
  /** Where it is reached on the loopback interface. */
  readonly port: number;
  readonly log: LogTail;
  /** Called once where this process has to watch the memory itself. */
  readonly onTooMuchMemory: (usedMb: number) => void;
}

/** @throws where it cannot be started; nothing of it is left then */
export type MakeBody = (body: NewBody) => Promise<ContainerBody>;

/** The environment of a container: what all get, what it was given, and its port under all names. */
export function environmentOf(
  { env, limits, portVariables = [] }: ContainerSpec,
  port: number,
): Record<string, string> {
  const ports = Object.fromEntries(['PORT', ...portVariables].map((name) => [name, `${port}`]));
  return { HARMONYBATCH_FUNCTION_VCPU: `${limits.vcpu}`, ...env, ...ports };
}
