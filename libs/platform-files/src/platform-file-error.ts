/** One thing that is wrong in a file. */
export interface PlatformFileProblem {
  /** As a reader would point at it: `active.perVcpuSecond`; empty for the whole file. */
  readonly field: string;
  readonly message: string;
}

/** A price book or a catalogue cannot be had; `problems` names every fault and how to fix it. */
export class PlatformFileError extends Error {
  constructor(
    readonly summary: string,
    readonly problems: readonly PlatformFileProblem[] = [],
  ) {
    super(
      [summary, ...problems.map(({ field, message }) => `${field === '' ? '' : `${field}: `}${message}`)].join('; '),
    );
    this.name = 'PlatformFileError';
  }
}
