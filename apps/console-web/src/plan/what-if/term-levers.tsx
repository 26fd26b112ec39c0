import type { WhatIfAnswer } from '@harmonybatch/console-api';
import { SelectField } from '../../controls/select-field';
import type { PlanSearch } from '../../search/links';
import type { PlanChange } from '../plan-link';
import { Lever } from './lever';
import styles from './what-if.module.css';

interface Props {
  readonly search: PlanSearch;
  /** What may be asked for; absent before the first answer. */
  readonly choices: WhatIfAnswer['choices'] | undefined;
  readonly now: { readonly prices: string; readonly catalogue: string; readonly strategy: string };
  readonly onChange: (change: PlanChange) => void;
}

/** What holds for all apps: by what rates grow, and the terms that plans are made under. */
export function TermLevers({ search, choices, now, onChange }: Props) {
  const term = (name: 'prices' | 'catalogue' | 'strategy', label: string, options: readonly string[] | undefined) => (
    <SelectField
      label={label}
      value={search[name] ?? ''}
      options={[
        ['', `as now: ${now[name]}`],
        ...[...new Set([...(options ?? []), ...(search[name] === undefined ? [] : [search[name]])])].map(
          (option) => [option, option] as const,
        ),
      ]}
      onChange={(chosen) => onChange({ [name]: chosen === '' ? undefined : chosen })}
    />
  );
  return (
    <div className={styles.terms}>
      <Lever
        label="All rates times"
        unit="×"
        value={Number(search.factor ?? 1)}
        now={1}
        least={0.1}
        most={10}
        from={0.001}
        to={1_000}
        onChange={(factor) => onChange({ factor: factor === undefined ? undefined : String(factor) })}
      />
      {term('prices', 'Prices', choices?.prices)}
      {term('catalogue', 'Catalogue', choices?.catalogues)}
      {term('strategy', 'Strategy', choices?.strategies)}
    </div>
  );
}
