/** Answers, as Grafana does, what it was provisioned with and whether a data source answers; ends where its files are not right. */
const { createServer } = require('node:http');
const { provisioned } = require('./provisioned.cjs');

const { sources, dashboards } = provisioned('/etc/grafana/provisioning');
const timeoutMs = 5_000;

async function healthOf(url) {
  const answer = await fetch(`${url}/api/v1/query?query=1%2B1`, { signal: AbortSignal.timeout(timeoutMs) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return { status: 'OK' };
}

async function answerTo(path) {
  if (path === '/api/health') return { database: 'ok' };
  if (path === '/api/search') return dashboards;
  const [, uid] = /^\/api\/datasources\/uid\/([^/]+)\/health$/.exec(path) ?? [];
  return sources.has(uid) ? healthOf(sources.get(uid)) : undefined;
}

const server = createServer((request, response) => {
  const end = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  answerTo(new URL(request.url, 'http://localhost').pathname).then(
    (body) => end(body === undefined ? 404 : 200, body ?? { message: 'Not found' }),
    (error) => end(400, { status: 'ERROR', message: error.message }),
  );
});
server.listen(3000);
process.once('SIGTERM', () => process.exit(0));
