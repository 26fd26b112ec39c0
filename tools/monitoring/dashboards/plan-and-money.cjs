const { dashboard } = require('./dashboard.cjs');
const { figure, lines, worseAbove } = require('./panel.cjs');

const ofModel = '{namespace=~"$namespace", model=~"$model"}';
const ofApp = '{namespace=~"$namespace", model=~"$model", app=~"$app"}';

/** What plans promise and cost, and whether they come true. */
exports.planAndMoney = dashboard({
  uid: 'harmonybatch-plan-and-money',
  title: 'HarmonyBatch / Plan and money',
  about: 'Which plans are in force, what they cost beside what was expected, and whether executions are as planned.',
  panels: [
    figure({
      title: 'Plan in force since',
      about: 'How long ago the plan in force was published.',
      size: 'figure',
      unit: 's',
      queries: [
        {
          expr: `time() - max by (model) (harmonybatch_plan_published_timestamp_seconds${ofModel})`,
          legend: '{{model}}',
        },
      ],
    }),
    figure({
      title: 'Age of the rates',
      about: 'How long ago the newest rates reached the planner. They come every ten seconds while requests do.',
      size: 'figure',
      unit: 's',
      thresholds: worseAbove(60, 300),
      queries: [
        { expr: `time() - max by (model) (harmonybatch_plan_rates_timestamp_seconds${ofModel})`, legend: '{{model}}' },
      ],
    }),
    figure({
      title: 'Epoch',
      about: 'Number of the plan in force; `harmonybatch plan show` says what it is.',
      size: 'figure',
      unit: 'none',
      queries: [{ expr: `max by (model) (harmonybatch_plan_epoch${ofModel})`, legend: '{{model}}' }],
    }),
    figure({
      title: 'Plans that failed',
      about: 'Plans that could not be put in force within the range shown.',
      size: 'figure',
      unit: 'none',
      decimals: 0,
      thresholds: worseAbove(1),
      queries: [
        {
          expr: `sum by (model) (increase(harmonybatch_plan_failures_total${ofModel}[$__range]))`,
          legend: '{{model}}',
        },
      ],
    }),
    lines({
      title: 'Spent and planned',
      about: 'Money an hour: what invocations cost, and what the plan in force expects.',
      size: 'half',
      unit: 'none',
      decimals: 4,
      min: 0,
      queries: [
        {
          expr: `3600 * sum by (model, currency) (rate(harmonybatch_spent_total${ofModel}[$__rate_interval]))`,
          legend: '{{model}} spent, {{currency}}',
        },
        {
          expr: `3600 * max by (model, currency) (harmonybatch_plan_cost_per_second${ofModel})`,
          legend: '{{model}} planned, {{currency}}',
        },
      ],
    }),
    lines({
      title: 'Money by app',
      about: 'Money an hour that each app pays of the invocations it shares with others.',
      size: 'half',
      unit: 'none',
      decimals: 4,
      min: 0,
      stacked: true,
      queries: [
        {
          expr: `3600 * sum by (model, app, currency) (rate(harmonybatch_spent_total${ofApp}[$__rate_interval]))`,
          legend: '{{model}} {{app}}, {{currency}}',
        },
      ],
    }),
    lines({
      title: 'Billed over expected',
      about: 'What invocations cost over what the same were to cost by the measured profile: 1 where it is right.',
      size: 'half',
      unit: 'none',
      decimals: 2,
      thresholds: worseAbove(1.2, 1.5),
      queries: [
        {
          expr:
            `sum by (model, currency) (rate(harmonybatch_executions_billed_total${ofModel}[$__rate_interval])) / ` +
            `sum by (model, currency) (rate(harmonybatch_executions_billed_expected_total${ofModel}[$__rate_interval]))`,
          legend: '{{model}}, {{currency}}',
        },
      ],
    }),
    lines({
      title: 'Drift of executions',
      about: 'Observed over expected time of executions: 1 where the plan is right.',
      size: 'half',
      unit: 'none',
      decimals: 2,
      thresholds: worseAbove(1.25),
      queries: [
        {
          expr: `max by (model, function) (harmonybatch_execution_drift_ratio${ofModel})`,
          legend: '{{model}} {{function}}',
        },
      ],
    }),
    lines({
      title: 'Instances wanted',
      about: 'Instances or sessions that the plan keeps of each function.',
      size: 'half',
      unit: 'none',
      min: 0,
      stacked: true,
      queries: [
        { expr: `max by (model, function) (harmonybatch_sessions${ofModel})`, legend: '{{model}} {{function}}' },
      ],
    }),
  ],
});
