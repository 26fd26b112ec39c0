import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const sessionCookie = 'harmonybatch-console';
const sessionMs = 12 * 3_600_000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** Sessions of those who showed the token: signed with it, so that they outlive a restart and end with the token. */
export class Sessions {
  constructor(private readonly token: string) {}

  isToken(shown: string): boolean {
    return isSame(shown, this.token);
  }

  /** Value of the cookie of somebody who logs in now. @param nowMs epoch */
  begin(nowMs: number): string {
    const untilMs = String(nowMs + sessionMs);
    return `${untilMs}.${this.signatureOf(untilMs)}`;
  }

  isOpen(cookie: string, nowMs: number): boolean {
    const [untilMs = '', signature = ''] = cookie.split('.');
    return isSame(signature, this.signatureOf(untilMs)) && Number(untilMs) > nowMs;
  }

  private signatureOf(untilMs: string): string {
    return createHmac('sha256', this.token).update(`session until ${untilMs}`).digest('base64url');
  }
}

/** The value of a cookie of a `Cookie` header; undefined where it has none. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** The header that sets, or with null removes, the cookie of a session. */
export const setCookie = (value: string | null, isEncrypted: boolean): string =>
  [
    `${sessionCookie}=${value ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${value === null ? 0 : sessionMs / 1000}`,
    ...(isEncrypted ? ['Secure'] : []),
  ].join('; ');
