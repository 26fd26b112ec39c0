export interface OpenLimits {
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
    private readonly limits: OpenLimits,
    private readonly onFull: (full: boolean) => void,
  ) {}

  add(bytes: number): void {
    this.records += 1;
    this.bytes += bytes;
    if (!this.full && this.exceeds(1)) this.turn(true);
  }

  remove(records: number, bytes: number): void {
    this.records -= records;
    this.bytes -= bytes;
    if (this.full && !this.exceeds(0.5)) this.turn(false);
  }

  private exceeds(share: number): boolean {
    return this.records > this.limits.maxOpenRecords * share || this.bytes > this.limits.maxOpenBytes * share;
  }

  private turn(full: boolean): void {
    this.full = full;
    this.onFull(full);
  }
}
