import type { MoneyPage as Money } from '@harmonybatch/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { urlOf } from '../api/call';
import { useCall } from '../api/use-call';
import controls from '../controls/controls.module.css';
import { Choice } from '../controls/choice';
import { SelectField } from '../controls/select-field';
import { CopyAs } from '../copy-as/copy-as';
import { Page } from '../frame/page';
import { Section } from '../frame/section';
import { TimeRangePicker } from '../pickers/time-range-picker';
import { links, type MoneySearch } from '../search/links';
import { useGoTo } from '../search/use-go-to';
import { Answer } from '../states/answer';
import { HourChart } from './hour-chart';
import { HourTable } from './hour-table';
import { MoneyTable } from './money-table';
import { MoneyTotal } from './money-total';
import styles from './money.module.css';

const route = getRouteApi('/money');

const everyMs = 10_000;

/** What was spent: on what, and hour by hour. */
export function MoneyPage() {
  const { by = 'app', model, ...range } = route.useSearch();
  const goTo = useGoTo();
  const asked = { by, ...(model === undefined ? {} : { model }), ...range };
  const overview = useCall('overview');
  const money = useCall('money', { query: asked }, { everyMs });
  const models = overview.data?.models.map((of) => of.model) ?? [];
  const show = (search: MoneySearch) => goTo(links.money(search));
  return (
    <Page
      title="Money"
      lead="What invocations cost, by who asked for them, and hour by hour."
      actions={<Downloads asked={asked} />}
    >
      <div className={styles.choices}>
        <Choice
          label="Money by"
          value={by}
          options={[
            ['app', 'By app'],
            ['group', 'By group'],
            ['function', 'By function'],
          ]}
          onChange={(chosen) => show({ ...asked, by: chosen })}
        />
        {models.length > 1 || model !== undefined ? (
          <SelectField
            label="Model"
            value={model ?? ''}
            options={[
              ['', 'all'],
              ...[...new Set([...models, ...(model === undefined ? [] : [model])])].map(
                (name) => [name, name] as const,
              ),
            ]}
            onChange={(name) => show({ by, ...range, ...(name === '' ? {} : { model: name }) })}
          />
        ) : null}
        <TimeRangePicker
          value={range}
          shown={money.data?.span}
          onChange={(chosen) => show({ by, ...(model === undefined ? {} : { model }), ...chosen })}
        />
      </div>
      <Answer of={money} loading="Adding up">
        {(shown) => <Spent money={shown} />}
      </Answer>
    </Page>
  );
}

function Spent({ money }: { readonly money: Money }) {
  const { hours } = money;
  const unknown = hours.filter(({ coverage }) => coverage === 'unknown').length;
  const partial = hours.filter(({ coverage }) => coverage === 'partial').length;
  return (
    <>
      <MoneyTotal money={money} />
      <Section title="Hour by hour" note={hatchedInWords(partial, unknown)}>
        <div className={styles.chart}>
          <HourChart money={money} />
        </div>
        <HourTable money={money} />
      </Section>
      <MoneyTable money={money} />
    </>
  );
}

function hatchedInWords(partial: number, unknown: number): string {
  const words = [
    ...(partial === 0
      ? []
      : [`hatched: not everything is in ${partial === 1 ? 'this hour' : `these ${partial} hours`}`]),
    ...(unknown === 0
      ? []
      : [`a mark at the axis: nothing is known of ${unknown === 1 ? 'this hour' : `these ${unknown} hours`}`]),
  ];
  return words.length === 0
    ? 'All that invocations cost in each hour.'
    : `All that invocations cost in each hour; ${words.join('; ')}.`;
}

function Downloads({ asked }: { readonly asked: MoneySearch }) {
  const query = { query: asked };
  return (
    <>
      <a className={controls.button} data-look="normal" href={urlOf('moneyCsv', query)} download="money.csv">
        <Download size={15} aria-hidden /> CSV
      </a>
      <a className={controls.button} data-look="normal" href={urlOf('moneyFocus', query)} download="money.focus.csv">
        <Download size={15} aria-hidden /> FOCUS 1.2
      </a>
      <CopyAs
        forms={[
          { name: 'Link', text: `${location.origin}${links.money(asked)}` },
          { name: 'curl', text: `curl -s '${location.origin}${urlOf('money', query)}'` },
          { name: 'CSV', text: `curl -s '${location.origin}${urlOf('moneyCsv', query)}'` },
        ]}
      />
    </>
  );
}
