import { GuardRefusedError, type OutboundRecord } from '@harmonybatch/ports';

/** The records of one `publish` call on their way: it is over when all of its slices are acknowledged, or one failed. */
export class Publication {
  readonly done: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: Error) => void;
  private settled = false;

  constructor(
    private slicesLeft: number,
    private readonly guard: () => boolean,
    /** Whether a send that failed is repeated; else the publication ends with it. */
    readonly isRetried: boolean,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Whether its records may be sent now; asked before every send. A refusal ends the publication. */
  maySend(): boolean {
    if (this.settled) return false;
    try {
      if (this.guard()) return true;
      this.failed(new GuardRefusedError());
    } catch (error) {
      this.failed(error instanceof Error ? error : new Error(String(error)));
    }
    return false;
  }

  sliceAcknowledged(): void {
    this.slicesLeft -= 1;
    if (this.slicesLeft > 0 || this.settled) return;
    this.settled = true;
    this.resolve();
  }

  failed(error: Error): void {
    if (this.settled) return;
    this.settled = true;
    this.reject(error);
  }
}

/** Records of one publication that travel in one send. */
export interface Slice {
  readonly publication: Publication;
  readonly records: readonly OutboundRecord[];
  readonly bytes: number;
}
