/** Panels of Grafana as JSON, in the form of schema version 39. */

const datasource = { type: 'prometheus', uid: '${datasource}' };

const target = ({ expr, legend = '__auto', ...others }, index) => ({
  refId: String.fromCharCode('A'.charCodeAt(0) + index),
  datasource,
  expr,
  legendFormat: legend,
  range: true,
  ...others,
});

/** Green below the first limit, then one colour a limit. */
const steps = (limits, colours) => [
  { color: colours[0], value: null },
  ...limits.map((value, index) => ({ color: colours[index + 1], value })),
];

/** More is worse. */
exports.worseAbove = (...limits) => steps(limits, ['green', 'yellow', 'red']);
/** Less is worse. */
exports.betterAbove = (...limits) => steps(limits, ['red', 'yellow', 'green']);

const panel = (type, { title, about, size, queries, unit, decimals, thresholds, min, max }, { defaults, options }) => ({
  type,
  title,
  description: about,
  datasource,
  size,
  targets: queries.map(target),
  fieldConfig: {
    defaults: {
      unit,
      ...(decimals === undefined ? {} : { decimals }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(thresholds === undefined ? {} : { thresholds: { mode: 'absolute', steps: thresholds } }),
      ...defaults,
    },
    overrides: [],
  },
  options,
});

/** Lines over time; where there are thresholds they are drawn. */
exports.lines = (what) =>
  panel('timeseries', what, {
    defaults: {
      custom: {
        drawStyle: 'line',
        lineWidth: 1,
        fillOpacity: what.stacked ? 30 : 8,
        showPoints: 'never',
        spanNulls: false,
        stacking: { mode: what.stacked ? 'normal' : 'none', group: 'A' },
        thresholdsStyle: { mode: what.thresholds === undefined ? 'off' : 'line' },
      },
    },
    options: {
      legend: { displayMode: 'table', placement: 'bottom', calcs: ['mean', 'max', 'lastNotNull'], showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  });

/** One figure a series, the last one. */
exports.figure = (what) =>
  panel('stat', what, {
    defaults: {},
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: what.thresholds === undefined ? 'none' : 'value',
      graphMode: 'area',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: 'auto',
      wideLayout: true,
      showPercentChange: false,
      percentChangeColorMode: 'standard',
    },
  });

/** How a histogram is spread, over time. */
exports.spread = ({ queries, ...what }) =>
  panel(
    'heatmap',
    { ...what, queries: queries.map((query) => ({ ...query, format: 'heatmap' })) },
    {
      defaults: {},
      options: {
        calculate: false,
        color: { mode: 'scheme', scheme: 'Oranges', fill: 'dark-orange', exponent: 0.5, steps: 64, reverse: false },
        yAxis: { unit: what.unit, axisPlacement: 'left' },
        cellGap: 1,
        filterValues: { le: 1e-9 },
        tooltip: { mode: 'single', yHistogram: false },
        legend: { show: false },
        showValue: 'never',
        exemplars: { color: 'rgba(255,0,255,0.7)' },
      },
    },
  );
