import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Prometheus } from './prometheus';
import { monitoringFolder } from './rule-files';

/** A query of a panel, and whether it has shown something. */
export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
  hasData: boolean;
}

interface Dashboard {
  readonly title: string;
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

/** What the variables of a dashboard stand for in a run of minutes that is scraped every second. */
const withoutVariables = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '10s')
    .replaceAll('$__range', '5m')
    .replace(/\$(namespace|model|app)\b/g, '.*');

/** Every query of every panel. */
export function panelQueries(): PanelQuery[] {
  const folder = join(monitoringFolder, 'grafana', 'dashboards');
  const dashboards = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard,
  );
  return dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      panel.targets.map(({ expr }) => ({ dashboard: title, panel: panel.title, expr, hasData: false })),
    ),
  );
}

/** Asks what has shown nothing yet. @throws Error where Prometheus refuses a query */
export async function tryPanels(prometheus: Prometheus, queries: readonly PanelQuery[]): Promise<void> {
  for (const query of queries) {
    if (query.hasData) continue;
    const samples = await prometheus.query(withoutVariables(query.expr));
    query.hasData = samples.some(({ value }) => Number.isFinite(value));
  }
}
