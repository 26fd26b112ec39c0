import { ApiError } from '../http/api-error';

/** What is true of the account and not of one function. A test may change it while the emulator runs. */
export class Account {
  private readonly images = new Set<string>();
  /** The only temporary token that is taken; undefined: any, and none. */
  acceptedToken?: string;

  /** These images are not in the registry. */
  loseImages(images: readonly string[]): void {
    this.images.clear();
    for (const image of images) this.images.add(image);
  }

  lacks(image: string): boolean {
    return this.images.has(image);
  }

  /** What is wrong with the token of a request. */
  tokenFault(token: string | undefined): ApiError | undefined {
    if (this.acceptedToken === undefined || token === this.acceptedToken) return undefined;
    return new ApiError('InvalidSecurityToken.Expired', 'the security token has expired; get another one');
  }
}
