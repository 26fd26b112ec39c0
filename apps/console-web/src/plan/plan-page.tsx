import { getRouteApi } from '@tanstack/react-router';
import { useCall } from '../api/use-call';
import { Choice } from '../controls/choice';
import { SelectField } from '../controls/select-field';
import { Page } from '../frame/page';
import { useGoTo } from '../search/use-go-to';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';
import { planLink } from './plan-link';
import { PlanView } from './plan-view';
import { WhatIfView } from './what-if/what-if-view';

const route = getRouteApi('/plan');

/** How the apps of a model are batched: now, at an earlier time, and were something other than it is. */
export function PlanPage() {
  const search = route.useSearch();
  const goTo = useGoTo();
  const overview = useCall('overview');
  const models = overview.data?.models.map(({ model }) => model) ?? [];
  const model = search.model ?? models[0];
  const view = search.view ?? 'plan';
  return (
    <Page
      title={view === 'plan' ? 'Plan' : 'What if'}
      lead={
        view === 'plan'
          ? 'Which apps are batched together, on which functions, and why.'
          : 'The plan, its price and what would come of it, were something other than it is. Nothing is changed by it.'
      }
      actions={
        <>
          {models.length > 1 ? (
            <SelectField
              label="Model"
              value={model ?? ''}
              options={models.map((name) => [name, name] as const)}
              onChange={(name) => goTo(planLink({}, { model: name, view: search.view }))}
            />
          ) : null}
          <Choice
            label="View"
            value={view}
            options={[
              ['plan', 'Plan'],
              ['what-if', 'What if'],
            ]}
            onChange={(chosen) => goTo(planLink(search, { view: chosen === 'plan' ? undefined : chosen }))}
          />
        </>
      }
    >
      {model === undefined ? (
        <Answer of={overview}>
          {() => (
            <Empty title="No model is registered.">
              Register one with <code>harmonybatch models apply</code>, and the apps that call it with{' '}
              <code>harmonybatch apps apply</code>.
            </Empty>
          )}
        </Answer>
      ) : view === 'plan' ? (
        <PlanView
          key={model}
          model={model}
          search={search}
          state={overview.data?.models.find((of) => of.model === model)}
        />
      ) : (
        <WhatIfView key={model} model={model} search={search} />
      )}
    </Page>
  );
}
