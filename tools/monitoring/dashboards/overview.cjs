const { dashboard } = require('./dashboard.cjs');
const { betterAbove, figure, lines, worseAbove } = require('./panel.cjs');

const ofApp = '{namespace=~"$namespace", model=~"$model", app=~"$app"}';
const rateOf = (metric, by) => `sum by (${by}) (rate(${metric}${ofApp}[$__rate_interval]))`;
const inSloShare = (by) =>
  `${rateOf('harmonybatch_requests_in_slo_total', by)} / ${rateOf('harmonybatch_requests_completed_total', by)}`;

/** The one page to look at first. */
exports.overview = dashboard({
  uid: 'harmonybatch-overview',
  title: 'HarmonyBatch / Overview',
  about: 'Is every promise kept, and at what price?',
  panels: [
    figure({
      title: 'In SLO',
      about: 'Share of requests that were answered within their SLO over the range shown.',
      size: 'figure',
      unit: 'percentunit',
      decimals: 2,
      thresholds: betterAbove(0.98, 0.99),
      queries: [
        {
          expr: `sum(increase(harmonybatch_requests_in_slo_total${ofApp}[$__range])) / sum(increase(harmonybatch_requests_completed_total${ofApp}[$__range]))`,
        },
      ],
    }),
    figure({
      title: 'Requests a second',
      about: 'Requests that got their outcome.',
      size: 'figure',
      unit: 'reqps',
      queries: [{ expr: `sum(rate(harmonybatch_requests_completed_total${ofApp}[$__rate_interval]))` }],
    }),
    figure({
      title: 'Money an hour',
      about: 'What invocations cost, extrapolated to an hour, a figure each currency.',
      size: 'figure',
      unit: 'none',
      decimals: 3,
      queries: [
        {
          expr: `3600 * sum by (currency) (rate(harmonybatch_spent_total${ofApp}[$__rate_interval]))`,
          legend: '{{currency}}',
        },
      ],
    }),
    figure({
      title: 'Alerts',
      about: 'Alerts that fire now.',
      size: 'figure',
      unit: 'none',
      thresholds: worseAbove(1),
      queries: [
        {
          expr: 'count(ALERTS{alertname=~"HarmonyBatch.*", alertstate="firing", namespace=~"$namespace"}) or vector(0)',
        },
      ],
    }),
    lines({
      title: 'In SLO by app',
      about: 'Share of requests that were answered within their SLO.',
      size: 'half',
      unit: 'percentunit',
      max: 1,
      queries: [{ expr: inSloShare('model, app'), legend: '{{model}} {{app}}' }],
    }),
    lines({
      title: 'Promised and delivered',
      about: 'Delivered attainment less the promised one: below 0 an app gets less than it was promised.',
      size: 'half',
      unit: 'percentunit',
      thresholds: betterAbove(-0.005, 0),
      queries: [
        {
          expr: `max by (model, app) (harmonybatch_attainment_delivered_ratio${ofApp}) - max by (model, app) (harmonybatch_attainment_promised_ratio${ofApp})`,
          legend: '{{model}} {{app}}',
        },
      ],
    }),
    lines({
      title: 'Latency by SLO class',
      about: '99 % point from arrival to outcome.',
      size: 'half',
      unit: 's',
      min: 0,
      queries: [
        {
          expr: `histogram_quantile(0.99, sum by (le, slo_class) (rate(harmonybatch_request_latency_seconds_bucket${ofApp}[$__rate_interval])))`,
          legend: '{{slo_class}}',
        },
      ],
    }),
    lines({
      title: 'Outcomes by status',
      about: 'Every outcome that is not ok is a request that was not served.',
      size: 'half',
      unit: 'reqps',
      stacked: true,
      queries: [{ expr: rateOf('harmonybatch_requests_completed_total', 'status'), legend: '{{status}}' }],
    }),
  ],
});
