import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { apiPath } from '@harmonybatch/console-api';
import { reply } from './reply';

/** Where the pages are built to: apps/console-web/dist, seen from this module, built or not. */
export const pagesFolder = join(__dirname, '..', '..', '..', 'console-web', 'dist');

const immutableFor = { maxAge: '365d', immutable: true } as const;
const notBuilt =
  'The pages of the console are not built: run `npm run build`. The API is there: /api/v1/openapi.json\n';

/** Serves the built pages. Every path that is no file and no call is the one page, which finds out itself what it shows. */
export function servePages(app: NestExpressApplication, folder = pagesFolder): void {
  app.useStaticAssets(join(folder, 'assets'), { prefix: '/assets', index: false, ...immutableFor });
  app.useStaticAssets(folder, { index: false });
  app.use((request: IncomingMessage, response: ServerResponse & { sendFile?: SendFile }, next: () => void) => {
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    if (!isPage || (request.url ?? '').startsWith(`${apiPath}/`)) return next();
    if (!existsSync(join(folder, 'index.html'))) return reply(response, 503, 'text/plain; charset=utf-8', notBuilt);
    response.setHeader('cache-control', 'no-cache');
    response.sendFile?.('index.html', { root: folder, cacheControl: false });
  });
}

/** What express adds to an answer. */
type SendFile = (path: string, options: { readonly root: string; readonly cacheControl: boolean }) => void;
