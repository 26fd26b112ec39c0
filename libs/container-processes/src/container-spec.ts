/** What one instance may use. */
export interface ContainerLimits {
  /** Processors; 0.25 is a quarter of one. */
  readonly vcpu: number;
  readonly memoryMb: number;
}

/** An HTTP call that the platform makes to the container at a moment of its life. */
export interface LifecycleCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** `GET path` answered with 2xx or 3xx says that the container can serve. */
export interface HealthCheck {
  readonly path: string;
  /** From the start of the process to the first check. */
  readonly initialDelayMs: number;
  /** From the end of one check to the next. */
  readonly periodMs: number;
  readonly timeoutMs: number;
  /** So many checks in a row must fail before the container counts as unable to serve; it is then killed. */
  readonly failureThreshold: number;
  /** So many in a row must succeed before it counts as ready. */
  readonly successThreshold: number;
}

/** A program of this machine. */
export interface LocalProgram {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
}

/** An image, run by a container engine. */
export interface ImageProgram {
  readonly image: string;
  /** Where it listens inside of its container: the port that it learns of. */
  readonly imagePort: number;
  /** In place of those of the image. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
}

/** One container: what runs in it, and its life. */
export type ContainerSpec = ContainerLife & (LocalProgram | ImageProgram);

export interface ContainerLife {
  /** What people call it; in messages. */
  readonly name: string;
  /** Its whole environment, beside `PATH`, the port and the vCPU. */
  readonly env: Readonly<Record<string, string>>;
  /** Under which names, beside `PORT`, it learns on which port to listen. */
  readonly portVariables?: readonly string[];
  readonly limits: ContainerLimits;
  /** How long it may take until its port accepts and its first health checks succeeded. */
  readonly startTimeoutMs: number;
  readonly healthCheck?: HealthCheck;
  /** Called once, before anything else; anything but 2xx ends the container. */
  readonly initializer?: LifecycleCall;
  /** Called once before it is asked to end; whatever comes back, it is ended then. */
  readonly preStop?: LifecycleCall;
  /** How long it has between SIGTERM and SIGKILL; 5 s where not given. */
  readonly stopGraceMs?: number;
}
