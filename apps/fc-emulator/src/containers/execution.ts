/** What a container did with one invocation. */
export interface Execution {
  readonly durationSeconds: number;
  /** Items of the batch; 0 where the body was no batch. */
  readonly items: number;
  readonly body: string | Buffer;
  /** Of the answer; JSON where it has none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent where the function answered. `Handled` is an answer of its own that says no, `Unhandled` a crash. */
  readonly errorType?: FunctionErrorType;
  /** What the container wrote meanwhile. */
  readonly log?: readonly string[];
}

export type FunctionErrorType = 'HandledInvocationError' | 'UnhandledInvocationError' | 'UnhandledInitializationError';

/** An execution that took longer than its function may. */
export const timedOut = (timeoutSeconds: number, items: number): Execution => ({
  durationSeconds: timeoutSeconds,
  items,
  body: errorBody('FunctionTimedOut', `Function timed out after ${timeoutSeconds} seconds`),
  errorType: 'UnhandledInvocationError',
});

/** How the platform words an error of a function. */
export const errorBody = (errorType: string, errorMessage: string): string =>
  JSON.stringify({ errorMessage, errorType });
