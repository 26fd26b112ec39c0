/** A dashboard of Grafana as JSON: panels are laid out from left to right, variables are the same on all of ours. */

const schemaVersion = 39;
const columns = 24;
const sizes = { figure: { w: 6, h: 4 }, half: { w: 12, h: 8 }, full: { w: 24, h: 8 } };

const queried = (name, label, query) => ({
  type: 'query',
  name,
  label,
  datasource: { type: 'prometheus', uid: '${datasource}' },
  definition: query,
  query: { query, refId: name },
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  // Matches a label that is not there, too: a Prometheus outside of Kubernetes has no namespaces.
  allValue: '.*',
  current: { selected: true, text: ['All'], value: ['$__all'] },
});

const variables = () => [
  { type: 'datasource', name: 'datasource', label: 'Data source', query: 'prometheus', refresh: 1 },
  queried('namespace', 'Namespace', 'label_values(harmonybatch_ready, namespace)'),
  queried('model', 'Model', 'label_values(harmonybatch_requests_completed_total{namespace=~"$namespace"}, model)'),
  queried(
    'app',
    'App',
    'label_values(harmonybatch_requests_completed_total{namespace=~"$namespace", model=~"$model"}, app)',
  ),
];

/** Puts each panel right of the one before, or into the next row where there is no room. */
function laidOut(panels) {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map(({ size, ...panel }, index) => {
    const { w, h } = sizes[size];
    if (x + w > columns) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const gridPos = { x, y, w, h };
    x += w;
    rowHeight = Math.max(rowHeight, h);
    return { id: index + 1, ...panel, gridPos };
  });
}

const firingAlerts = {
  name: 'Alerts',
  enable: true,
  iconColor: 'red',
  datasource: { type: 'prometheus', uid: '${datasource}' },
  expr: 'ALERTS{alertname=~"HarmonyBatch.*", alertstate="firing", namespace=~"$namespace"}',
  titleFormat: '{{alertname}}',
  textFormat: '{{model}} {{app}} {{job}}',
  step: '60s',
};

const toOthers = {
  type: 'dashboards',
  title: 'HarmonyBatch',
  tooltip: 'The other dashboards, for the same time, models and apps',
  icon: 'external link',
  tags: ['harmonybatch'],
  asDropdown: false,
  targetBlank: false,
  keepTime: true,
  includeVars: true,
};

/** @param panels of `panel.cjs` */
exports.dashboard = ({ uid, title, about, panels }) => ({
  uid,
  title,
  description: about,
  tags: ['harmonybatch'],
  schemaVersion,
  version: 1,
  editable: true,
  graphTooltip: 1,
  timezone: 'browser',
  refresh: '30s',
  time: { from: 'now-1h', to: 'now' },
  templating: { list: variables() },
  annotations: { list: [firingAlerts] },
  links: [toOthers],
  panels: laidOut(panels),
});
