/** The console's token, where it asks for one: kept for this tab alone, never in a URL. */
const key = 'harmonybatch.token';

export const accessToken = (): string | null => sessionStorage.getItem(key);

export const setAccessToken = (token: string): void => sessionStorage.setItem(key, token);

/** Headers that every call carries. */
export function accessHeaders(): Record<string, string> {
  const token = accessToken();
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
