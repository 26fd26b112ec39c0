import type { Reply } from './script-calls';
import type { Ask } from './script-server';

/**
 * Which deployment the keys of a prefix belong to. One connection that finds them to be another's holds for all: none is
 * used then.
 */
export class KeyOwner {
  private foreignOwner: Error | null = null;

  /** @param us name of this deployment; where it is empty, the keys are anybody's */
  constructor(
    private readonly keyPrefix: string,
    private readonly us = '',
  ) {}

  /** Why the keys are not ours to use, as far as is known; null where they are. */
  get fault(): Error | null {
    return this.foreignOwner;
  }

  /** Takes the keys where they are nobody's; throws where they are another's, or the server takes no writes. */
  async admit(ask: Ask): Promise<void> {
    const owner = await this.readOwner(ask);
    if (owner instanceof Error) throw owner;
    this.checkOwner(owner);
  }

  /** Throws where the keys are known to be another's by now. */
  async confirm(ask: Ask): Promise<void> {
    const owner = await this.readOwner(ask);
    if (!(owner instanceof Error)) this.checkOwner(owner);
  }

  private async readOwner(ask: Ask): Promise<Reply | Error | undefined> {
    return (await ask([{ script: 'admit', keys: [`${this.keyPrefix}owner`], args: [this.us] }]))[0];
  }

  private checkOwner(owner: Reply | undefined): void {
    if (this.us === '') return;
    this.foreignOwner = null;
    if (String(owner) === this.us) return;
    this.foreignOwner = new Error(
      `the keys ${this.keyPrefix}* there belong to deployment "${String(owner).slice(0, 200)}", and this is "${this.us}" – set REDIS_KEY_PREFIX to a prefix of its own, point REDIS_URL at another Redis or database, or, if that deployment no longer exists, or its shards were changed while no batcher and no dispatcher ran: redis-cli DEL ${this.keyPrefix}owner`,
    );
    throw this.foreignOwner;
  }
}
