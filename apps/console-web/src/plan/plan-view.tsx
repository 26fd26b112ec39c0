import type { Overview, PlanPage } from '@harmonybatch/console-api';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useCall } from '../api/use-call';
import { CopyAs } from '../copy-as/copy-as';
import type { PlanSearch } from '../search/links';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';
import { AppsOfPlan } from './apps-of-plan';
import { ChangeSection } from './history/change-section';
import { PlanHistory } from './history/plan-history';
import type { Decision } from './decisions/decision';
import { DecisionDialog } from './decisions/decision-dialog';
import { HoldControls } from './decisions/hold-controls';
import { Proposals } from './decisions/proposals';
import { LanesSection } from './lanes-section';
import { PlanFigures } from './plan-figures';
import styles from './plan.module.css';

interface Props {
  readonly model: string;
  readonly search: PlanSearch;
  /** What is known of the model; undefined until something is. */
  readonly state: Overview['models'][number] | undefined;
}

/** The plan in force, or the one of an epoch or time that the URL names. */
export function PlanView({ model, search, state }: Props) {
  const { epoch, atMs } = search;
  const trouble = state?.trouble ?? null;
  const isNone = state?.epoch === null && epoch === undefined && atMs === undefined;
  const [decision, setDecision] = useState<Decision | null>(null);
  const plans = useCall('plans', { params: { model }, query: { limit: 100 } }, { everyMs: 30_000 });
  const plan = useCall(
    'plan',
    {
      params: { model },
      query: { ...(epoch === undefined ? {} : { epoch }), ...(atMs === undefined ? {} : { atMs }) },
    },
    { everyMs: 30_000, enabled: !isNone },
  );
  return (
    <>
      {trouble === null || isNone ? null : (
        <p className={styles.trouble} role="status">
          <TriangleAlert size={16} aria-hidden /> There is no newer plan: {trouble}
        </p>
      )}
      {plans.data === undefined ? null : (
        <Proposals model={model} proposals={plans.data.proposals} onDecide={setDecision} />
      )}
      {isNone ? (
        <NoPlan model={model} trouble={trouble} />
      ) : (
        <Answer of={plan} loading="Reading the plan">
          {(shown) => (
            <>
              {plans.data === undefined ? null : <PlanHistory list={plans.data} shown={shown} search={search} />}
              <PlanFigures plan={shown} actions={<Actions plan={shown} onDecide={setDecision} />} />
              <LanesSection plan={shown} search={search} />
              <ChangeSection plan={shown} search={search} />
              <AppsOfPlan groups={shown.groups} currency={shown.currency} />
            </>
          )}
        </Answer>
      )}
      <DecisionDialog model={model} decision={decision} onClose={() => setDecision(null)} />
    </>
  );
}

function NoPlan({ model, trouble }: { readonly model: string; readonly trouble: string | null }) {
  return (
    <Empty title={`No plan of ${model} is in force.`}>
      {trouble ?? 'The planner makes one when an app is registered that calls it.'} Requests wait until there is one.
    </Empty>
  );
}

interface ActionsProps {
  readonly plan: PlanPage;
  readonly onDecide: (decision: Decision) => void;
}

function Actions({ plan, onDecide }: ActionsProps) {
  const { model, epoch, inForce } = plan;
  return (
    <>
      <HoldControls plan={plan} onDecide={onDecide} />
      <CopyAs
        forms={[
          { name: 'Link', text: `${location.origin}/plan?model=${model}&epoch=${epoch}` },
          ...(inForce ? [{ name: 'CLI', text: `harmonybatch plan show ${model}` }] : []),
          {
            name: 'curl',
            text: `curl -s '${location.origin}/api/v1/models/${model}/plan?epoch=${epoch}'`,
          },
          {
            name: 'kcat',
            text: `kcat -C -b "$(harmonybatch brokers)" -t plan.published -o ${epoch} -c 1 -e -q`,
          },
        ]}
      />
    </>
  );
}
