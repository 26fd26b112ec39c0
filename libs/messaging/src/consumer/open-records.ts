export interface OpenRecordOptions {
  /** Reading stops above this many records delivered and not released, and goes on below half. */
  readonly maxOpenRecords: number;
  /** The same by the size of their values, bytes. */
  readonly maxOpenBytes: number;
}

/** What was delivered of one topic and not yet released. */
export class OpenRecords {
  private records = 0;
  private bytes = 0;
  private full = false;

  constructor(
    private readonly options: OpenRecordOptions,
    private readonly onFull: (full: boolean) => void,
  ) {}

  add(bytes: number): void {
    this.records += 1;
    this.bytes += bytes;
    if (!this.full && this.exceeds(1)) this.setFull(true);
  }

  remove(records: number, bytes: number): void {
    this.records -= records;
    this.bytes -= bytes;
    if (this.full && !this.exceeds(0.5)) this.setFull(false);
  }

  private exceeds(share: number): boolean {
    return this.records > this.options.maxOpenRecords * share || this.bytes > this.options.maxOpenBytes * share;
  }

  private setFull(full: boolean): void {
    this.full = full;
    this.onFull(full);
  }
}
