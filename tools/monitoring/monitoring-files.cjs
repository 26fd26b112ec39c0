/** The files of deploy/monitoring that are made by code: dashboards have much in common, and so have windows of a rule. */
const { stringify } = require('yaml');
const { overview } = require('./dashboards/overview.cjs');
const { planAndMoney } = require('./dashboards/plan-and-money.cjs');
const { requestWay } = require('./dashboards/request-way.cjs');
const { services } = require('./dashboards/services.cjs');
const { sloRules } = require('./rules/slo-rules.cjs');

const dashboardFile = (dashboard) => ({
  path: `deploy/monitoring/grafana/dashboards/${dashboard.uid}.json`,
  text: `${JSON.stringify(dashboard, null, 2)}\n`,
});

const sloFile = () => ({
  path: 'deploy/monitoring/prometheus/rules/slo.yml',
  text: `# Written by \`npm run monitoring:write\` from tools/monitoring/rules/slo-rules.cjs.\n${stringify(sloRules(), { lineWidth: 0 })}`,
});

/** @returns path from the top of the repository and text of each */
exports.monitoringFiles = () => [...[overview, requestWay, planAndMoney, services].map(dashboardFile), sloFile()];
