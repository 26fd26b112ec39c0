import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { ReportingExporter } from '../src/reporting-exporter';

const url = 'http://collector/v1/traces';
const unreachable = { code: ExportResultCode.FAILED, error: new Error('connect ECONNREFUSED') };
const arrived = { code: ExportResultCode.SUCCESS };

function setUp() {
  const lines: unknown[] = [];
  const log = {
    warn: (_message: string, details?: object) => void lines.push(['warn', details]),
    info: (_message: string, details?: object) => void lines.push(['info', details]),
  };
  let result: ExportResult = arrived;
  const sender: SpanExporter = { export: (_spans, onResult) => onResult(result), shutdown: () => Promise.resolve() };
  const exporter = new ReportingExporter(sender, url, log);
  const results: ExportResult[] = [];
  const send = (count: number, next: ExportResult): void => {
    result = next;
    exporter.export(new Array<ReadableSpan>(count), (told) => results.push(told));
  };
  return { send, lines, results };
}

it('says once that a collector is unreachable, and once that it is there again, with how much it missed', () => {
  const { send, lines, results } = setUp();
  send(2, arrived);
  for (const count of [3, 4, 5]) send(count, unreachable);
  send(1, arrived);
  send(1, arrived);
  expect(lines).toEqual([
    ['warn', { url, error: 'connect ECONNREFUSED' }],
    ['info', { url, lostSpans: 12 }],
  ]);
  expect(results.map(({ code }) => code)).toEqual([0, 1, 1, 1, 0, 0]);
});
