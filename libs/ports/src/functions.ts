import type { FunctionShape } from '@harmonybatch/model';

/** Runs a batch on a function. */
export abstract class FunctionInvoker {
  /**
   * Sends `body` to the function and waits for its answer, at most `timeoutMs`. Never throws for what the platform or
   * the function did: that is a result.
   * @param maxBytes where given, what comes of an answer beyond it is left out, and the answer says so
   */
  abstract invoke(functionName: string, body: string, timeoutMs: number, maxBytes?: number): Promise<InvocationResult>;
}

/** What a function answered. */
export interface FunctionAnswer {
  /** Text where the answer is UTF-8, else its bytes. */
  readonly body: string | Buffer;
  /** Set where the answer was longer than this, and the rest of it was left out. */
  readonly cutAtBytes?: number;
}

export type InvocationResult =
  | ({ readonly kind: 'answered'; readonly platformDurationMs?: number } & FunctionAnswer)
  /** The function ran and failed. */
  | { readonly kind: 'function_error'; readonly message: string; readonly platformDurationMs?: number }
  /** No answer in time; it may still be running. */
  | { readonly kind: 'timeout'; readonly message: string }
  /** The platform did not run it: throttled, unreachable, or no such function. */
  | {
      readonly kind: 'unavailable';
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
      /** There is no such function: once the planner has recreated it, another attempt may find it. */
      readonly gone?: true;
    };

/** What a function must be; its name is a hash of model version and shape, so it never changes while it serves. */
export interface FunctionSpec {
  readonly name: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly image: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly role?: string;
  readonly vpc?: { readonly vpcId: string; readonly vSwitchIds: readonly string[]; readonly securityGroupId: string };
  readonly shape: FunctionShape;
  /** Longest time one invocation may take, s. */
  readonly timeoutSeconds: number;
}

/** Called before every call to the platform, retries included. */
export type IsStillWanted = () => boolean;

/** What was asked of the platform is not wanted any more; no further call was made. */
export class NoLongerWantedError extends Error {
  constructor(asked: string) {
    super(`no longer wanted: ${asked}`);
    this.name = 'NoLongerWantedError';
  }
}

/**
 * Creates and removes functions. Faults of the platform reject with an Error that says what was asked and answered, and
 * with `NoLongerWanted` where `stillWanted` said no.
 */
export abstract class FunctionPlatform {
  /** Creates the function if it is not there, keeps `warmInstances` ready, and resolves when they are. */
  abstract ensure(spec: FunctionSpec, warmInstances: number, stillWanted?: IsStillWanted): Promise<void>;
  /** Removes the function; one that does not exist is not an error. */
  abstract remove(name: string, stillWanted?: IsStillWanted): Promise<void>;
  /** Names of all functions that this deployment made. */
  abstract list(): Promise<string[]>;
}
