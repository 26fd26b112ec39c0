import { traceChart } from './trace-chart';
import { escaped } from './escaped';
import type { ReceivedSpan } from '@harmonybatch/local-backends';
import type { WayOfRequest } from './way-of-request';

const style = `
body { font: 15px/1.5 Helvetica, Arial, sans-serif; color: #17212b; background: #fff; max-width: 1200px; margin: 24px auto; padding: 0 16px; }
h1 { font-size: 22px; } h2 { font-size: 17px; margin-top: 28px; }
svg { width: 100%; height: auto; }
table { border-collapse: collapse; } td, th { text-align: left; vertical-align: top; padding: 3px 14px 3px 0; border-bottom: 1px solid #e3e8ed; }
code { font-size: 13px; }
`;

/** One page of the way of one request, which needs nothing beside itself. */
export function tracePage(way: WayOfRequest): string {
  const { producer, batch, others, invocations } = way;
  const totalMs = way.run.endMs - producer.startMs;
  const id = producer.attributes['harmonybatch.request.id'] ?? '';
  const title = `Request ${id}: ${totalMs.toFixed(1)} ms from its producer to its outcome`;
  const parts = [way.producer, way.ingest, way.wait, batch, way.run, ...invocations];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escaped(title)}</title><style>${style}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>It left in a batch of ${others.length + 1}. Its own trace is <code>${producer.traceId}</code>, that of the batch`,
    `<code>${batch.traceId}</code>: a batch has as many origins as requests, so that it belongs to none of their traces and is linked`,
    'to all of them (dashed). Times are of the processes that recorded them; those of services are Kafka’s.</p>',
    traceChart(way),
    '<h2>What each span says</h2><table><tr><th>span</th><th>service</th><th>ms</th><th>attributes</th></tr>',
    ...parts.map(row),
    '</table></body></html>',
    '',
  ].join('\n');
}

function row({ name, service, startMs, endMs, attributes }: ReceivedSpan): string {
  const said = Object.entries(attributes).map(([key, value]) => `<code>${escaped(key)} = ${escaped(value)}</code>`);
  const cells = [escaped(name), escaped(service), (endMs - startMs).toFixed(1), said.join('<br>')];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
