/** What happened to some requests of one producer, as bars in lanes: what `trace-svg.cjs` draws. */

/** Hex digits by which a person tells traces apart. */
const shownDigits = 8;
const shown = (traceId) => `${traceId.slice(0, shownDigits)}…`;

/** The trace of a batch is told where its bar is long enough. */
const tracedAnew = 'process batch.ready';

const isNamed = (name) => (span) => span.name === name;
const ofBatch = (batchId) => (span) => span.attributes['harmonybatch.batch.id'] === batchId;
const lengthOf = ({ startMs, endMs }) => `${Math.round(endMs - startMs)} ms`;

const barOf = (span, trace) => ({
  key: span.spanId,
  parent: span.parentSpanId,
  trace,
  startMs: span.startMs,
  endMs: span.endMs,
  label: `${span.name}, ${lengthOf(span)}${isNamed(tracedAnew)(span) ? `, trace ${shown(span.traceId)}` : ''}`,
  links: span.links.map(({ spanId }) => spanId),
});

/** The producer records no span with us: it has the ids that it sent, from sending until it read the outcome. */
const producerBar = ({ spanId, traceId, sentAtMs, answeredAtMs }, trace) => ({
  key: spanId,
  trace,
  startMs: sentAtMs,
  endMs: answeredAtMs,
  label: `request ${trace + 1}, ${answeredAtMs - sentAtMs} ms, trace ${shown(traceId)}`,
  links: [],
});

/** A function sends no spans, but its log says of which one it was a part, when it was done and how long it took. */
const functionBar = (line, trace) => ({
  key: `${line.spanId} log`,
  parent: line.spanId,
  trace,
  startMs: Date.parse(line.time) - line.durationMs,
  endMs: Date.parse(line.time),
  label: `“${line.msg}” in its log, ${Math.round(line.durationMs)} ms, trace ${shown(line.traceId)}`,
  links: [],
});

/** Times from the first one on. */
function fromStart(lanes) {
  const firstMs = Math.min(...lanes.flatMap(({ bars }) => bars.map(({ startMs }) => startMs)));
  const moved = (bar) => ({ ...bar, startMs: bar.startMs - firstMs, endMs: bar.endMs - firstMs });
  return lanes.map(({ name, bars }) => ({ name, bars: bars.map(moved) }));
}

/**
 * @param recorded `requests`, `spans` and `lines` of the function, as e2e/test/traces.spec.ts keeps them
 * @returns `lanes`, each a `name` and `bars` in rows: `startMs`, `endMs`, `label`, `trace` (those of requests count from 0, the
 *   batches' follow), `key`, the key of its `parent`, keys of its `links`; and `traceNames`
 */
exports.traceLanes = ({ requests, spans, lines }) => {
  const batchIds = [...new Set(requests.map(({ outcome }) => outcome.batch.id))];
  const ofRequests = (name) =>
    requests.flatMap(({ traceId }, trace) =>
      spans.filter((span) => span.traceId === traceId && isNamed(name)(span)).map((span) => barOf(span, trace)),
    );
  const ofBatches = (name) =>
    batchIds.flatMap((batchId, at) =>
      spans
        .filter((span) => ofBatch(batchId)(span) && isNamed(name)(span))
        .map((span) => barOf(span, requests.length + at)),
    );
  const functions = batchIds.flatMap((batchId, at) =>
    lines.filter((line) => line.batchId === batchId).map((line) => functionBar(line, requests.length + at)),
  );
  return {
    traceNames: [
      ...requests.map((_, at) => `request ${at + 1}`),
      ...batchIds.map((_, at) => (batchIds.length === 1 ? 'their batch' : `batch ${at + 1}`)),
    ],
    lanes: fromStart([
      { name: 'producer', bars: requests.map(producerBar) },
      { name: 'ingest', bars: ofRequests('process inference.requested') },
      { name: 'batcher', bars: [...ofRequests('wait for batch'), ...ofBatches('send batch.ready')] },
      { name: 'dispatcher', bars: [...ofBatches('process batch.ready'), ...ofBatches('invoke function')] },
      { name: 'function', bars: functions },
    ]),
  };
};
