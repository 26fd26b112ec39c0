interface Waiter {
  readonly bytes: number;
  readonly records: number;
  readonly admit: () => void;
}

/** Bounds what is buffered: a `publish` beyond it waits, in order. One larger than all of it goes alone. */
export class SendBudget {
  private bytes = 0;
  private records = 0;
  private readonly waiting: Waiter[] = [];

  constructor(
    private readonly maxBytes: number,
    private readonly maxRecords: number,
  ) {}

  acquire(bytes: number, records: number): Promise<void> {
    if (this.waiting.length === 0 && this.fits(bytes, records)) {
      this.take(bytes, records);
      return Promise.resolve();
    }
    return new Promise((admit) => this.waiting.push({ bytes, records, admit }));
  }

  release(bytes: number, records: number): void {
    this.bytes -= bytes;
    this.records -= records;
    for (let head = this.waiting[0]; head && this.fits(head.bytes, head.records); head = this.waiting[0]) {
      this.waiting.shift();
      this.take(head.bytes, head.records);
      head.admit();
    }
  }

  private fits(bytes: number, records: number): boolean {
    return this.records === 0 || (this.bytes + bytes <= this.maxBytes && this.records + records <= this.maxRecords);
  }

  private take(bytes: number, records: number): void {
    this.bytes += bytes;
    this.records += records;
  }
}
