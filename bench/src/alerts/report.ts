import { tableLines } from '../report/table';
import type { AlertResult } from './alert-run';
import type { MetricMovement } from './metric-movement';
import type { PanelQuery } from './panel-run';

export interface AlertReport {
  readonly factor: number;
  /** Alerts that fired while all was well. */
  readonly falseAlarms: readonly string[];
  readonly alerts: readonly AlertResult[];
  /** Alerts that fired in a condition beside those that it is for. */
  readonly beside: Readonly<Record<string, readonly string[]>>;
  readonly panels: readonly PanelQuery[];
  readonly metrics: MetricMovement;
  readonly holds: boolean;
}

const seconds = (value: number | null): string => (value === null ? 'NEVER' : `${value} s`);

/** What was found, for people. */
export function reportText({ factor, falseAlarms, alerts, beside, panels, metrics, holds }: AlertReport): string {
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
    `fired while all was well: ${falseAlarms.join(', ') || 'none'}`,
    ...Object.entries(beside)
      .filter(([, names]) => names.length > 0)
      .map(([condition, names]) => `fired beside in ${condition}: ${names.join(', ')}`),
    '',
    `${panels.length - empty.length} of ${panels.length} queries of panels had data`,
    ...empty.map(({ dashboard, panel, expr }) => `  no data: ${dashboard}, ${panel}: ${expr}`),
    '',
    `${metrics.moved.length} metrics moved`,
    ...metrics.unexplained.map((name) => `  still, and nobody says why: ${name}`),
    '',
    holds ? 'holds' : 'FAILS',
  ].join('\n');
}
