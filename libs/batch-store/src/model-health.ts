import { isWrongServer, refusalText } from './refusals';
import { ResponseWatchdog } from './response-watchdog';
import type { Reply } from './script-calls';

interface HealthOptions {
  /** How long calls may go unanswered, or fail, until the model counts as out of reach, ms. */
  readonly patienceMs: number;
  /** A failure in words. */
  readonly inWords: (error: unknown) => string;
  readonly onChange: () => void;
}

/** Whether calls on one model come through to the node of a cluster that has its keys: each node fails for itself. */
export class ModelHealth {
  private readonly watchdog: ResponseWatchdog;
  private failingSinceMs: number | null = null;
  private known: string | null = null;

  /** @param nowMs monotonic time, ms */
  constructor(
    private readonly options: HealthOptions,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.watchdog = new ResponseWatchdog(options.patienceMs, (error) => {
      this.set(options.inWords(error));
      this.watchdog.abort(error);
    });
  }

  /** Why calls on the model are in vain; null where they are not. */
  get fault(): string | null {
    return this.known;
  }

  /** The replies of calls on the model; rejects where they failed, or nothing was answered for too long. */
  async watch(work: Promise<(Reply | Error)[]>): Promise<(Reply | Error)[]> {
    try {
      const replies = await this.watchdog.watch(work);
      const wrong = replies.find((reply) => isWrongServer(reply));
      this.failingSinceMs = null;
      this.set(wrong === undefined ? null : refusalText(wrong));
      return replies;
    } catch (error) {
      this.failingSinceMs ??= this.nowMs();
      if (this.nowMs() - this.failingSinceMs >= this.options.patienceMs) this.set(this.options.inWords(error));
      throw error;
    }
  }

  /** Gives up what is under way. */
  stop(): void {
    this.watchdog.abort(new Error('the connection was closed'));
  }

  private set(fault: string | null): void {
    if (fault === this.known) return;
    this.known = fault;
    this.options.onChange();
  }
}
