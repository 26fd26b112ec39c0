import { setTimeout as sleep } from 'node:timers/promises';
import { type Conversation, meet, type Meeting } from './conversation';
import type { PresenceAddress } from './presence-address';

const firstRetryMs = 50;
const maxRetryMs = 2_000;
/** A connection that was held for so long is worth a new one at once, ms. */
const heldMs = 1_000;

/** Pause before a peer is connected to once more, after so many attempts in a row that brought nothing, ms. */
export const retryAfterMs = (failures: number): number =>
  failures === 0 ? 0 : Math.min(maxRetryMs, firstRetryMs * 2 ** (failures - 1));

/**
 * Watches one process by a connection to its port of presence. It is taken for dead only where its address proves so:
 * a connection there is refused, or another instance answers. That counts where it was met there before, or is of the
 * same network stack: else the address may lead elsewhere from here. Silence and time-outs prove nothing.
 */
export class PeerWatch {
  private readonly stopping = new AbortController();

  /**
   * @param ownStack see `networkStack`
   * @param onDead called once at most
   */
  constructor(
    private readonly address: PresenceAddress,
    private readonly ownStack: string | undefined,
    private readonly onDead: () => void,
    private readonly meetAt: (address: PresenceAddress) => Promise<Meeting> = meet,
  ) {}

  /** Resolves when it was stopped, the peer is dead, or said goodbye. */
  async run(): Promise<void> {
    let isMet = this.ownStack !== undefined && this.address.stack === this.ownStack;
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      const met = await this.meetAt(this.address);
      if (typeof met === 'object') {
        isMet = true;
        const sinceMs = performance.now();
        if ((await this.endOf(met)) === 'goodbye') return;
        failures = performance.now() - sinceMs > heldMs ? 0 : failures + 1;
      } else if (met === 'gone' && isMet) {
        if (!this.stopping.signal.aborted) this.onDead();
        return;
      } else failures += 1;
      await this.pause(retryAfterMs(failures));
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async endOf(conversation: Conversation): Promise<'goodbye' | 'lost'> {
    const { signal } = this.stopping;
    const letGo = (): void => conversation.close();
    if (signal.aborted) letGo();
    signal.addEventListener('abort', letGo, { once: true });
    const end = await conversation.end;
    signal.removeEventListener('abort', letGo);
    return end;
  }

  private async pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
