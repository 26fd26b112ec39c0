import type { PlanPage, WhatIfAnswer } from '@harmonybatch/console-api';
import { useMemo, useState } from 'react';
import type { CallError } from '../../api/call';
import { useCall } from '../../api/use-call';
import { Button } from '../../controls/button';
import { CopyAs } from '../../copy-as/copy-as';
import type { PlanSearch } from '../../search/links';
import { useGoTo } from '../../search/use-go-to';
import { Answer } from '../../states/answer';
import { FaultNotice } from '../../states/fault-notice';
import { newGroups } from '../differences/app-differences';
import { LanesSection } from '../lanes-section';
import { sumOf } from '../lanes/measure';
import { planLink, type PlanChange } from '../plan-link';
import { changesText, questionOf, readChanges } from './app-changes';
import { AppLevers, type AppNow } from './app-levers';
import { OutcomeFigures } from './outcome-figures';
import { OutcomeTable } from './outcome-table';
import { TermLevers } from './term-levers';
import { SimulationProgress } from './simulation-progress';
import { useSettled } from './use-settled';
import { useWhatIf, type WhatIfStage } from './use-what-if';
import styles from './what-if.module.css';

interface Props {
  readonly model: string;
  readonly search: PlanSearch;
}

/** What if: levers at the left, what would come of it at the right, beside the plan in force. */
export function WhatIfView({ model, search }: Props) {
  const now = useCall('plan', { params: { model } });
  return (
    <Answer of={now} loading="Reading the plan in force">
      {(plan) => <Levers plan={plan} search={search} />}
    </Answer>
  );
}

/** How long to wait for the next move of a slider, ms. */
const settleMs = 350;

function Levers({ plan, search }: { readonly plan: PlanPage; readonly search: PlanSearch }) {
  const goTo = useGoTo();
  const { model } = plan;
  const asked = JSON.stringify(questionOf(search));
  const settled = useSettled(asked, settleMs);
  const body = useMemo(() => JSON.parse(settled) as ReturnType<typeof questionOf>, [settled]);
  const { data, error, stage } = useWhatIf(model, body);
  const [last, setLast] = useState<WhatIfAnswer | undefined>(data);
  if (data !== undefined && data !== last) setLast(data); // what was shown stays where the next answer is a refusal
  const answer = data ?? last;
  const shownStage = asked === settled ? stage : 'planning';
  const apps = useMemo(() => appsOf(plan), [plan]);
  const set = (change: PlanChange) => goTo(planLink(search, change), { replace: true });
  return (
    <div className={styles.whatIf}>
      <form className={styles.levers} aria-label="What would be other" onSubmit={(event) => event.preventDefault()}>
        <div className={styles.leversHead}>
          <h2>Were it so</h2>
          <Button
            look="plain"
            disabled={asked === '{}'}
            onClick={() =>
              set({
                change: undefined,
                factor: undefined,
                prices: undefined,
                catalogue: undefined,
                strategy: undefined,
              })
            }
          >
            All as now
          </Button>
        </div>
        <TermLevers search={search} choices={answer?.choices} now={plan} onChange={set} />
        <AppLevers
          apps={apps}
          changes={readChanges(search.change)}
          onChange={(changes) => set({ change: changes.length === 0 ? undefined : changesText(changes) })}
        />
      </form>
      <Outcome plan={plan} search={search} question={settled} answer={answer} error={error} stage={shownStage} />
    </div>
  );
}

interface OutcomeProps {
  readonly plan: PlanPage;
  readonly search: PlanSearch;
  /** The body of the call, as JSON. */
  readonly question: string;
  /** Undefined before the first one. */
  readonly answer: WhatIfAnswer | undefined;
  readonly error: CallError | null;
  /** While it is planned the answer is of the question before. */
  readonly stage: WhatIfStage;
}

function Outcome({ plan, search, question, answer, error, stage }: OutcomeProps) {
  const { model } = plan;
  const isOld = stage === 'planning';
  return (
    <div className={styles.outcome}>
      <div className={styles.outcomeHead}>
        <p role="status" className={styles.state}>
          {error === null ? stageWords[stage] : ''}
        </p>
        {error === null && stage === 'simulating' ? <SimulationProgress key={question} /> : null}
        {answer === undefined ? null : (
          <CopyAs
            forms={[
              { name: 'CLI', text: answer.command },
              { name: 'Link', text: `${location.origin}${planLink(search, {})}` },
              {
                name: 'curl',
                text: `curl -s -X POST '${location.origin}/api/v1/models/${model}/what-if' -H 'content-type: application/json' -d '${question}'`,
              },
            ]}
          />
        )}
      </div>
      {error === null ? null : <FaultNotice error={error} />}
      {answer === undefined ? null : (
        <div className={styles.answer} data-old={isOld} aria-busy={isOld}>
          <div className={styles.figures}>
            <OutcomeFigures now={plan} answer={answer} isSimulating={error === null && stage === 'simulating'} />
          </div>
          <LanesSection plan={answer} search={search} newGroups={newGroups(plan.groups, answer.groups)} />
          <OutcomeTable now={plan} answer={answer} />
        </div>
      )}
    </div>
  );
}

const stageWords: Readonly<Record<WhatIfStage, string>> = {
  planning: 'Planning…',
  simulating: 'Planned, and simulating…',
  simulated: 'Planned and simulated; nothing was changed.',
  planned: 'Planned, and not simulated; nothing was changed.',
};

/** Apps of a plan as they are now, those that it cannot serve with a rate that is not known as one request a second. */
function appsOf({ groups, unservable }: PlanPage): AppNow[] {
  const served = groups.flatMap(({ apps }) => apps);
  const names = [...new Set(served.map(({ name }) => name))];
  return [
    ...names.map((name) => {
      const parts = served.filter((app) => app.name === name);
      return { name, sloMs: parts[0]!.sloMs, rateHz: sumOf(parts, ({ rateHz }) => rateHz) };
    }),
    ...unservable.map(({ name, sloMs }) => ({ name, sloMs, rateHz: 1 })),
  ].toSorted((a, b) => a.sloMs - b.sloMs || (a.name < b.name ? -1 : 1));
}
