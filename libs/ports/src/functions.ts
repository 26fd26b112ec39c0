import type { ModelContainer } from '@harmonybatch/contracts';
import type { FunctionShape } from '@harmonybatch/model';

/** Runs a batch on a function. */
export abstract class FunctionInvoker {
  /**
   * Sends `body` to the function and waits for its answer, at most `timeoutMs`. Never throws for what the platform or
   * the function did: that is a result.
   * @param body JSON
   */
  abstract invoke(
    functionName: string,
    body: string,
    timeoutMs: number,
    options?: InvokeOptions,
  ): Promise<InvocationResult>;
}

export interface InvokeOptions {
  /** What comes of an answer beyond it is left out, and the answer says so. */
  readonly maxBytes?: number;
  /** Path that the body is posted to, `/invoke` where absent; a platform that has but one path posts it there. */
  readonly path?: string;
  /** Trace context of the invocation: the header `traceparent`, where the platform passes headers on. */
  readonly traceparent?: string | undefined;
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
      /** The function is not there, or not as it may be called: once the planner has mended it, another attempt may find it. */
      readonly gone?: true;
    };

/** What a function must be; its name is a hash of model version and shape, so it never changes while it serves. */
export interface FunctionSpec {
  readonly name: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly image: string;
  readonly port: number;
  /** Path that bodies are posted to, `/invoke` where absent; for platforms that have to know it beforehand. */
  readonly path?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly role?: string;
  readonly vpc?: { readonly vpcId: string; readonly vSwitchIds: readonly string[]; readonly securityGroupId: string };
  /** How the container is started, watched and stopped, what it mounts, and where its image and its logs lie. */
  readonly container?: ModelContainer;
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
 * Why a platform will not have a function as it is asked for:
 * - `quota`: the account has no room for the function or its instances
 * - `image`: its image is not there, cannot be read, or is none for this platform
 * - `size`: the platform has no function of this shape
 * - `permission`: the account's keys may not do it, or are wrong
 * - `failed`: the function was made, and does not get ready
 * - `conflict`: there is another function of that name, which is not ours to change
 */
export type RefusalReason = 'quota' | 'image' | 'size' | 'permission' | 'failed' | 'conflict';

/** The platform will not have the function as it is asked for; asking again soon changes nothing. */
export class FunctionRefusedError extends Error {
  /** @param message what was refused, and what mends it */
  constructor(
    readonly functionName: string,
    readonly reason: RefusalReason,
    message: string,
  ) {
    super(message);
    this.name = 'FunctionRefusedError';
  }
}

/**
 * Whether a function can be called: `pending` soon, `failed` not as it is, `inactive` since the platform has put away what
 * it needs, `disabled` since somebody forbade it.
 */
export type FunctionState = 'ready' | 'pending' | 'failed' | 'inactive' | 'disabled';

/** A function that is there. */
export interface DeployedFunction {
  readonly name: string;
  readonly state: FunctionState;
  /** What the platform says of the state, for people. */
  readonly reason?: string;
  /** Made before functions said whose they are, and ours by name and description: `ensure` claims it. */
  readonly unclaimed?: true;
}

/**
 * Creates and removes functions. Faults of the platform reject with an Error that says what was asked and answered, with
 * `FunctionRefusedError` where it will not have the function at all, and with `NoLongerWantedError` where `stillWanted` said no.
 */
export abstract class FunctionPlatform {
  /**
   * Creates the function if it is not there, mends it where it cannot be called, keeps `warmInstances` ready, and resolves
   * when they are.
   */
  abstract ensure(spec: FunctionSpec, warmInstances: number, stillWanted?: IsStillWanted): Promise<void>;
  /** Removes the function; one that does not exist is not an error, one of others is refused as a `conflict`. */
  abstract remove(name: string, stillWanted?: IsStillWanted): Promise<void>;
  /**
   * How what is there under its name differs from this function as it can be called, in words for people, without secrets;
   * empty where it does not. Changes nothing. How many instances are ready is no difference.
   */
  abstract differences(spec: FunctionSpec): Promise<readonly string[]>;
  /** All functions that are this deployment's, by what they say of themselves; those of others are left out. */
  abstract list(): Promise<DeployedFunction[]>;
}
