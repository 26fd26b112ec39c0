/** One thing that is wrong with what the user gave, and how to mend it. */
export interface Problem {
  /** Where it is, as the user would point at it: `apps[2].sloMs`; empty where it concerns the whole. */
  readonly field: string;
  readonly message: string;
}

/** A command cannot do what it was asked. Shown on stderr without a stack trace; the exit status is 1. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly problems: readonly Problem[] = [],
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
