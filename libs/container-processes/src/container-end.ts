/**
 * Why a container is no more. `exited`: by itself; `memory`: it took more than its limit; `unhealthy`: its health checks
 * failed; `timeout`, `aborted`: an invocation was cut off, and its process with it; `stopped`: it was told to; the others
 * came before it could serve: `not_found`: there is no such program; `not_started`: its limits or a port could not be had;
 * `not_ready`: it was not ready in time; `initializer_failed`, `initializer_timeout`.
 */
export type EndCause =
  | 'exited'
  | 'memory'
  | 'unhealthy'
  | 'timeout'
  | 'aborted'
  | 'stopped'
  | 'not_found'
  | 'not_started'
  | 'not_ready'
  | 'initializer_failed'
  | 'initializer_timeout';

export interface ContainerEnd {
  readonly cause: EndCause;
  /** In words, with the last lines of its stderr where it ended by itself. */
  readonly message: string;
}

/** A container ended before it could serve. */
export class ContainerStartError extends Error {
  constructor(readonly end: ContainerEnd) {
    super(end.message);
    this.name = 'ContainerStartError';
  }
}
