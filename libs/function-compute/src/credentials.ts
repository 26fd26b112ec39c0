import DefaultChain from '@alicloud/credentials';

export interface FcCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Only for temporary credentials (STS). */
  readonly securityToken?: string;
}

/** Where the credentials come from that requests are signed with. */
export abstract class CredentialSource {
  /** Those to sign with now. */
  abstract current(): Promise<FcCredentials>;
  /** The platform refused these: they are not given again where there are newer ones. */
  abstract discard(refused: FcCredentials): void;
  /** The last that were given, so that no message shows them. */
  abstract readonly lastGiven: FcCredentials | undefined;
}

/** Keys that stay as they are. */
export class FixedCredentials extends CredentialSource {
  constructor(override readonly lastGiven: FcCredentials) {
    super();
  }
  override async current(): Promise<FcCredentials> {
    return this.lastGiven;
  }
  override discard(): void {
    // There are no others.
  }
}

/** Nobody gives credentials now; somebody may later. */
export class NoCredentialsError extends Error {
  readonly code = 'NoCredentials';

  constructor(cause: unknown) {
    super(`no credentials: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'NoCredentialsError';
  }
}

/** Gives credentials, and newer ones before those end. */
export interface CredentialChain {
  getCredential(): Promise<Partial<FcCredentials>>;
}

/** So long the chain is not asked again, ms; it replaces credentials minutes before they end. */
const keptMs = 10_000;

/**
 * Alibaba's default chain: environment, OIDC token of a pod (RRSA), profiles of the command line, role of the machine
 * (ECS), credentials URI. Each of them renews what ends.
 */
export class ChainedCredentials extends CredentialSource {
  private chain: CredentialChain | undefined;
  private kept: { readonly given: Promise<FcCredentials>; readonly untilMs: number } | undefined;
  private last: FcCredentials | undefined;

  constructor(
    private readonly openChain: () => CredentialChain = () => new DefaultChain(),
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    super();
  }

  override get lastGiven(): FcCredentials | undefined {
    return this.last;
  }

  /** @throws NoCredentialsError where none of the chain has any */
  override current(): Promise<FcCredentials> {
    if (this.kept === undefined || this.nowMs() >= this.kept.untilMs)
      this.kept = { given: this.ask(), untilMs: this.nowMs() + keptMs };
    return this.kept.given;
  }

  /** The chain is opened anew: one that has found a source keeps to it, and one that found none keeps to its last. */
  override discard(refused: FcCredentials): void {
    if (refused === this.last) this.forget();
  }

  private async ask(): Promise<FcCredentials> {
    try {
      this.chain ??= this.openChain();
      return (this.last = complete(await this.chain.getCredential()));
    } catch (error) {
      this.forget();
      throw new NoCredentialsError(error);
    }
  }

  private forget(): void {
    this.kept = undefined;
    this.chain = undefined;
  }
}

function complete({ accessKeyId, accessKeySecret, securityToken }: Partial<FcCredentials>): FcCredentials {
  if (!accessKeyId || !accessKeySecret) throw new Error('the chain of credentials gave no key');
  return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined };
}

/** Credentials as they were configured, or where they come from. */
export const sourceOf = (credentials: FcCredentials | CredentialSource): CredentialSource =>
  credentials instanceof CredentialSource ? credentials : new FixedCredentials(credentials);
