import type { AlertNow } from './prometheus';

/** An alert that a condition has to bring about, told apart by labels from others of its name. */
export interface ExpectedAlert {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** As PromQL selects it: `HarmonyBatchPlanStale{reason="rates"}`. */
export const textOf = ({ name, labels = {} }: ExpectedAlert): string => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
};

/** Whether an alert that is there is the one. */
export const isOne = ({ name, labels = {} }: ExpectedAlert, now: AlertNow): boolean =>
  now.name === name && Object.entries(labels).every(([label, value]) => now.labels[label] === value);
