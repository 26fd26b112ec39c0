import { InstanceQuota } from './instance-quota';

/** How many instances on one kind of card the account may have; each of them counts for the account as well. */
export class CardQuota extends InstanceQuota {
  constructor(
    private readonly account: InstanceQuota,
    private readonly gpuType: string,
    maxCards: number,
  ) {
    super(maxCards);
  }

  override get left(): number {
    return Math.min(super.left, this.account.left);
  }

  override take(): boolean {
    if (super.left <= 0 || !this.account.take()) return false;
    return super.take();
  }

  override give(): void {
    super.give();
    this.account.give();
  }

  override get refusal(): string {
    return super.left > 0 ? this.account.refusal : `Account's total GPU usage of '${this.gpuType}' exceeded`;
  }
}

/** Quotas of the cards of an account; those that are not named have no other limit than the account. */
export class CardQuotas {
  private readonly quotas: ReadonlyMap<string, InstanceQuota>;

  constructor(
    private readonly account: InstanceQuota,
    maxCards: ReadonlyMap<string, number>,
  ) {
    this.quotas = new Map([...maxCards].map(([gpuType, most]) => [gpuType, new CardQuota(account, gpuType, most)]));
  }

  /** @param gpuType undefined for a CPU function */
  of(gpuType: string | undefined): InstanceQuota {
    return (gpuType === undefined ? undefined : this.quotas.get(gpuType)) ?? this.account;
  }
}
