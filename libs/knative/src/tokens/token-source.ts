/** A bearer token for a call, as it is now; undefined where calls need none. */
export type TokenSource = (audience: string) => Promise<string | undefined>;

export const noToken: TokenSource = () => Promise.resolve(undefined);

export const fixedToken =
  (token: string): TokenSource =>
  () =>
    Promise.resolve(token);

/** The header of a call with a token. */
export async function authorization(source: TokenSource, audience: string): Promise<Record<string, string>> {
  const token = await source(audience);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
