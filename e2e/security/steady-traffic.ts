/** Requests that are sent at a steady pace until a test is over. */
export class SteadyTraffic {
  private readonly ids: string[] = [];
  private readonly sends: Promise<void>[] = [];
  private readonly timer: NodeJS.Timeout;

  /** @param name what the ids begin with */
  constructor(
    private readonly name: string,
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
    const id = `${this.name}-${this.ids.length}`;
    this.ids.push(id);
    const sent = this.send(id);
    sent.catch(() => undefined); // met at the end
    this.sends.push(sent);
  }
}
