const { dashboard } = require('./dashboard.cjs');
const { lines, spread } = require('./panel.cjs');

const ofModel = '{namespace=~"$namespace", model=~"$model"}';
const quantile = (share, metric, by) =>
  `histogram_quantile(${share}, sum by (le, ${by}) (rate(${metric}_bucket${ofModel}[$__rate_interval])))`;
const mean = (metric, by) =>
  `sum by (${by}) (rate(${metric}_sum${ofModel}[$__rate_interval])) / sum by (${by}) (rate(${metric}_count${ofModel}[$__rate_interval]))`;

/** Where the time of a request goes. */
exports.requestWay = dashboard({
  uid: 'harmonybatch-request-way',
  title: 'HarmonyBatch / Way of a request',
  about:
    'How long requests wait, in which batches they leave and why, and how long executions take beside what plans expect.',
  panels: [
    lines({
      title: 'Requests received and refused',
      about: 'What came in, and what was turned away and why.',
      size: 'half',
      unit: 'reqps',
      queries: [
        {
          expr: `sum by (model) (rate(harmonybatch_requests_received_total${ofModel}[$__rate_interval]))`,
          legend: '{{model}}',
        },
        {
          expr: 'sum by (code) (rate(harmonybatch_requests_rejected_total{namespace=~"$namespace"}[$__rate_interval]))',
          legend: 'refused: {{code}}',
        },
      ],
    }),
    lines({
      title: 'Oldest wait',
      about: 'How long the oldest request waits for its batch now. Beyond the longest SLO of the model an alert fires.',
      size: 'half',
      unit: 's',
      min: 0,
      queries: [{ expr: `max by (model) (harmonybatch_oldest_wait_seconds${ofModel})`, legend: '{{model}}' }],
    }),
    spread({
      title: 'Waits in the batcher',
      about: 'From when a request was accepted until its batch left.',
      size: 'half',
      unit: 's',
      queries: [
        {
          expr: `sum by (le) (increase(harmonybatch_queue_wait_seconds_bucket${ofModel}[$__rate_interval]))`,
          legend: '{{le}}',
        },
      ],
    }),
    lines({
      title: 'Requests that wait',
      about: 'Requests in the buffers now.',
      size: 'half',
      unit: 'none',
      min: 0,
      queries: [{ expr: `sum by (model) (harmonybatch_buffered_requests${ofModel})`, legend: '{{model}}' }],
    }),
    lines({
      title: 'Mean batch size by group',
      about: 'Requests a batch. Smaller batches than planned cost more.',
      size: 'half',
      unit: 'none',
      min: 0,
      queries: [{ expr: mean('harmonybatch_batch_size_requests', 'model, group'), legend: '{{model}} {{group}}' }],
    }),
    lines({
      title: 'Why batches left',
      about: 'Batches a second by what ended their wait.',
      size: 'half',
      unit: 'ops',
      stacked: true,
      queries: [
        {
          expr: `sum by (reason) (rate(harmonybatch_batches_emitted_total${ofModel}[$__rate_interval]))`,
          legend: '{{reason}}',
        },
      ],
    }),
    lines({
      title: 'Executions observed and predicted',
      about: 'Mean time in the function beside what its plan expects of the same batches.',
      size: 'half',
      unit: 's',
      min: 0,
      queries: [
        { expr: mean('harmonybatch_execution_seconds', 'model, function'), legend: '{{model}} {{function}} observed' },
        {
          expr: mean('harmonybatch_execution_predicted_seconds', 'model, function'),
          legend: '{{model}} {{function}} predicted',
        },
      ],
    }),
    lines({
      title: 'Executions, 99 % point',
      about: 'The executions that decide whether SLOs hold.',
      size: 'half',
      unit: 's',
      min: 0,
      queries: [
        {
          expr: quantile(0.99, 'harmonybatch_execution_seconds', 'model, function'),
          legend: '{{model}} {{function}}',
        },
      ],
    }),
    lines({
      title: 'Invocations by result',
      about: 'Calls of functions a second; what is not answered is repeated while deadlines allow.',
      size: 'half',
      unit: 'ops',
      stacked: true,
      queries: [
        {
          expr: `sum by (result) (rate(harmonybatch_invocations_total${ofModel}[$__rate_interval]))`,
          legend: '{{result}}',
        },
      ],
    }),
    lines({
      title: 'Cold starts',
      about: 'Invocations a second that met no warm instance.',
      size: 'half',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (model, function) (rate(harmonybatch_cold_starts_total${ofModel}[$__rate_interval]))`,
          legend: '{{model}} {{function}}',
        },
      ],
    }),
  ],
});
