import type { Execution } from './execution';

/** What a container is sent. */
export interface ContainerRequest {
  readonly requestId: string;
  readonly body: Buffer;
}

/** What it tells of itself, at the moment when it happens. */
export interface ContainerEvents {
  /**
   * The cold start is over.
   * @param initialisationSeconds how long its initializer took; 0 where it has none
   */
  ready(initialisationSeconds: number): void;
  /** It came to its end without having been told to: instead of becoming ready, or later. */
  ended(fault: ContainerFault): void;
}

/** What an instance runs in: a process, or the emulation of a model. */
export interface Container {
  /** Expected length of the cold start, ms. */
  readonly coldStartMs: number;
  /** Runs one invocation to its end, or to the timeout of the function. */
  run(request: ContainerRequest): Promise<Execution>;
  /** Ends it; what it runs is lost. */
  stop(): void;
  /** The last lines that it wrote. */
  log(): readonly string[];
}

export type StartContainer = (instanceId: string, events: ContainerEvents) => Container;

/** Why a container is no more, in the words of the API. */
export class ContainerFault extends Error {
  override readonly name = 'ContainerFault';

  /** @param code of a refusal, or that of an initializer, which the caller of a function gets as an error of the function */
  constructor(
    readonly code: 'CAExited' | 'CAFileNotFound' | 'FunctionNotStarted' | 'UnhandledInitializationError',
    message: string,
  ) {
    super(message);
  }
}
