/** Writes the dashboards and the rules that are made by code: `npm run monitoring:write`. */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { monitoringFiles } = require('./monitoring-files.cjs');

const root = join(__dirname, '..', '..');

for (const { path, text } of monitoringFiles()) writeFileSync(join(root, path), text);
