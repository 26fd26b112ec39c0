import { tableLines } from '../report/table';
import type { AlertResult } from './alert-run';
import type { PanelQuery } from './panel-run';

export interface AlertReport {
  readonly factor: number;
  readonly alerts: readonly AlertResult[];
  readonly panels: readonly PanelQuery[];
  readonly holds: boolean;
}

const seconds = (value: number | null): string => (value === null ? 'NEVER' : `${value} s`);

/** What was found, for people. */
export function reportText({ factor, alerts, panels, holds }: AlertReport): string {
  const rows = alerts.map((one) => [
    one.condition,
    one.alert,
    seconds(one.firedAfterSeconds),
    seconds(one.resolvedAfterSeconds),
  ]);
  const empty = panels.filter(({ hasData }) => !hasData);
  return [
    `rules with windows and holds ${factor} times shorter`,
    '',
    ...tableLines(['condition', 'alert', 'fired after', 'over after'], rows),
    '',
    `${panels.length - empty.length} of ${panels.length} queries of panels had data`,
    ...empty.map(({ dashboard, panel, expr }) => `  no data: ${dashboard}, ${panel}: ${expr}`),
    '',
    holds ? 'holds' : 'FAILS',
  ].join('\n');
}
