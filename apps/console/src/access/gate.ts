import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiPath } from '@harmonybatch/console-api';
import type { Clock } from '@harmonybatch/ports';
import { Refusal } from '../protocol/refusal';
import { refuse, reply } from '../protocol/reply';
import { Access, unauthorized } from './access';
import { loginPage, loginStyle, loginStylePath } from './login-page';
import { setCookie } from './session';

const maxLoginBytes = 2_000;
const html = 'text/html; charset=utf-8';

/** Lets in who may look: before pages and API, with the page to log in at. */
export class Gate {
  constructor(
    private readonly access: Access,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /** As express calls what goes before its routes. */
  readonly pass = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    void this.decide(request, response, next).catch((error: unknown) => {
      if (error instanceof Refusal) refuse(response, error);
      else response.destroy();
    });
  };

  private async decide(request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> {
    const [pathname = '/'] = (request.url ?? '/').split('?');
    const method = request.method ?? '';
    this.access.checkOrigin(method, request.headers);
    if (pathname === loginStylePath) return reply(response, 200, 'text/css; charset=utf-8', loginStyle);
    if (pathname === '/login') return this.login(request, response);
    if (pathname === '/logout' && method === 'POST') return leave(request, response);
    if (this.access.isKnown(request.headers, this.clock.nowMs())) return next();
    if (pathname.startsWith(`${apiPath}/`)) throw unauthorized;
    redirect(response, '/login');
  }

  private async login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { sessions } = this.access;
    if (sessions === null) return redirect(response, '/');
    if (request.method !== 'POST') return reply(response, 200, html, loginPage(null));
    const token = new URLSearchParams(await smallBody(request)).get('token') ?? '';
    if (!sessions.isToken(token.trim())) return reply(response, 401, html, loginPage('That is not the token.'));
    response.setHeader('set-cookie', setCookie(sessions.begin(this.clock.nowMs()), isEncrypted(request)));
    redirect(response, '/');
  }
}

function leave(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('set-cookie', setCookie(null, isEncrypted(request)));
  redirect(response, '/login');
}

/** TLS ends before the console: whoever ends it says so. */
const isEncrypted = ({ headers }: IncomingMessage): boolean => headers['x-forwarded-proto'] === 'https';

function redirect(response: ServerResponse, to: string): void {
  response.setHeader('location', to);
  reply(response, 303, 'text/plain', `${to}\n`);
}

async function smallBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxLoginBytes)
      throw new Refusal(413, { code: 'invalid', error: 'the body is too large', hint: 'Send the token alone.' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
