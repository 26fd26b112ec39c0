import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../protocol/refusal';
import { isLoopback, nameOfHost } from './loopback';
import { cookieOf, sessionCookie, Sessions } from './session';

const bearer = /^bearer +(\S+) *$/i;

/** Who may look. Where there is no token everybody on this machine may, by a name of this machine. */
export class Access {
  readonly sessions: Sessions | null;

  /** @param token what whoever looks must show; undefined where nobody is asked */
  constructor(token: string | undefined) {
    this.sessions = token === undefined ? null : new Sessions(token);
  }

  /**
   * Refuses what a page of somebody else has a browser of this machine send.
   * @throws Refusal with status 403
   */
  checkOrigin(method: string, headers: IncomingHttpHeaders): void {
    if (this.sessions === null && !isLoopback(nameOfHost(headers.host ?? '')))
      throw refused(
        'host',
        'the header Host names another machine',
        'Open it as http://127.0.0.1 or http://localhost.',
      );
    if (method === 'GET' || method === 'HEAD') return;
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign('sec-fetch-site');
    const { origin } = headers;
    if (origin !== undefined && hostOf(origin) !== headers.host?.toLowerCase()) throw foreign('origin');
  }

  /** Whether the call shows the token, or a session of somebody who did. */
  isKnown({ authorization, cookie }: IncomingHttpHeaders, nowMs: number): boolean {
    if (this.sessions === null) return true;
    const shown = bearer.exec(authorization ?? '')?.[1];
    if (shown !== undefined) return this.sessions.isToken(shown);
    const session = cookieOf(cookie, sessionCookie);
    return session !== undefined && this.sessions.isOpen(session, nowMs);
  }
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

const refused = (field: string, error: string, hint: string): Refusal =>
  new Refusal(403, { code: 'forbidden', error, hint, field });

const foreign = (field: string): Refusal =>
  refused(
    field,
    'the call comes from a page of another site',
    'Make it from the console itself, or from no page at all.',
  );

/** Nothing shows who calls. */
export const unauthorized = new Refusal(401, {
  code: 'unauthorized',
  error: 'the call does not show the token of the console',
  hint: 'Log in at /login, or send CONSOLE_TOKEN as "Authorization: Bearer …".',
  field: 'authorization',
});
