/** Requests of somebody who has nothing to do with what a test tries, sent until it is over. */
export class SteadyTraffic {
  private readonly ids: string[] = [];
  private readonly sends: Promise<void>[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly send: (id: string) => Promise<void>,
    intervalMs: number,
  ) {
    this.timer = setInterval(() => this.sendOne(), intervalMs);
  }

  /** Sends no more. @returns the ids of all that was sent */
  async end(): Promise<readonly string[]> {
    clearInterval(this.timer);
    await Promise.all(this.sends);
    return this.ids;
  }

  private sendOne(): void {
    const id = `steady-${this.ids.length}`;
    this.ids.push(id);
    const sent = this.send(id);
    sent.catch(() => undefined); // met at the end
    this.sends.push(sent);
  }
}
