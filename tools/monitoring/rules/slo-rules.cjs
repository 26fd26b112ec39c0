/**
 * Alerts of how fast apps use up what their promises allow to be late, by the multi-window, multi-burn-rate method of Google's
 * Site Reliability Workbook (chapter 5): a long window says that it matters, a short one that it still goes on.
 */

const outOfSlo = (level, window) => `${level}:harmonybatch_requests_out_of_slo:ratio_rate${window}`;
const budget = (level) => `${level}:harmonybatch_error_budget:ratio`;
const app = 'namespace_model_app';
const all = 'namespace';
const windows = ['5m', '30m', '1h', '2h', '6h', '1d'];

/** A promise of all requests leaves a thousandth; an app whose promise nobody tells has the default one. */
const budgetOfApp = `\
1 - clamp_max(max by (namespace, model, app) (last_over_time(harmonybatch_attainment_promised_ratio[1h])), 0.999)
or
0.01 * group by (namespace, model, app) (harmonybatch_requests_completed_total)`;

/** The budgets of all apps, weighted by their requests. */
const budgetOfAll = `\
sum by (namespace) (${app}:harmonybatch_requests_completed:rate1h * ${budget(app)})
/ sum by (namespace) (${app}:harmonybatch_requests_completed:rate1h)`;

const recordsOf = (window) => {
  const completed = `${app}:harmonybatch_requests_completed:rate${window}`;
  const late = `${app}:harmonybatch_requests_out_of_slo:rate${window}`;
  const inSlo = `sum by (namespace, model, app) (rate(harmonybatch_requests_in_slo_total[${window}]))`;
  return [
    {
      record: completed,
      expr: `sum by (namespace, model, app) (rate(harmonybatch_requests_completed_total[${window}]))`,
    },
    { record: late, expr: `${completed} - (${inSlo} or 0 * ${completed})` },
    { record: outOfSlo(app, window), expr: `${late} / (${completed} > 0)` },
    { record: outOfSlo(all, window), expr: `sum by (namespace) (${late}) / (sum by (namespace) (${completed}) > 0)` },
  ];
};

/** More than so many times what would use up the budget exactly, in both windows. */
const burns = (level, long, short, factor) => exceeds(level, long, short, `${factor} * ${budget(level)}`);

const exceeds = (level, long, short, most) =>
  [long, short].map((window) => `${outOfSlo(level, window)} > ${most}`).join('\nand\n');

/** Of an app that promises little the budget cannot burn 14 times too fast: then half of what it promises must be late. */
const halfIsLate = (level) => exceeds(level, '1h', '5m', `0.5 + 0.5 * ${budget(level)}`);

const anyOf = (conditions) => conditions.map((one) => `(${one})`).join('\nor\n');
/** One late request of a few is no trend. */
const enough = (window, seconds) => `and\n${app}:harmonybatch_requests_out_of_slo:rate${window} * ${seconds} >= 10`;

const fast = (level) => anyOf([burns(level, '1h', '5m', 14.4), burns(level, '6h', '30m', 6), halfIsLate(level)]);
const slow = (level) => burns(level, '1d', '2h', 3);

const ofApp = '{{ $labels.app }} of {{ $labels.model }}';

const alert = (name, scope, severity, expr, hold) => ({
  alert: name,
  expr,
  for: hold,
  labels: { severity, scope },
  annotations: {
    summary: `${scope === 'app' ? ofApp : 'All apps together'} use up what may be late too fast`,
    description: `{{ $value | humanizePercentage }} of the requests of ${scope === 'app' ? ofApp : 'all apps'} were not answered within their SLO.`,
    runbook_url: `{{ or $externalLabels.runbook_base "docs/runbooks" }}/${name}.md`,
  },
});

/** The groups of rules, as Prometheus reads them. */
exports.sloRules = () => ({
  groups: [
    {
      name: 'harmonybatch-slo-records',
      rules: [
        { record: budget(app), expr: budgetOfApp },
        ...windows.flatMap(recordsOf),
        { record: budget(all), expr: budgetOfAll },
      ],
    },
    {
      name: 'harmonybatch-slo',
      rules: [
        alert('HarmonyBatchSloBurnRateFast', 'app', 'critical', `(${fast(app)})\n${enough('1h', 3600)}`, '2m'),
        alert('HarmonyBatchSloBurnRateFast', 'all', 'critical', fast(all), '2m'),
        alert('HarmonyBatchSloBurnRateSlow', 'app', 'warning', `(${slow(app)})\n${enough('1d', 86_400)}`, '15m'),
        alert('HarmonyBatchSloBurnRateSlow', 'all', 'warning', slow(all), '15m'),
      ],
    },
  ],
});
