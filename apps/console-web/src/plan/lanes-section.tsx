import { useCallback, useMemo } from 'react';
import { Choice } from '../controls/choice';
import { SearchField } from '../controls/search-field';
import { counted } from '../figures/format';
import { Section } from '../frame/section';
import type { PlanSearch } from '../search/links';
import { useGoTo } from '../search/use-go-to';
import { appsThatMatch } from './apps-that-match';
import { keyOf } from './lanes/lane-nodes';
import { LanesPicture } from './lanes/lanes-picture';
import { planLink } from './plan-link';
import type { ShownPlan } from './shown-plan';
import { LaneDetails } from './why/lane-details';
import { WhySection } from './why/why-section';
import styles from './plan.module.css';

interface Props {
  readonly plan: ShownPlan;
  readonly why?: string;
  readonly search: PlanSearch;
  readonly newGroups?: ReadonlySet<string>;
}

/** The picture of a plan, one looks for an app in it, and beside it why it is so, or all of the lane that was chosen. */
export function LanesSection({ plan, why, search, newGroups }: Props) {
  const goTo = useGoTo();
  const { groups, unservable, currency } = plan;
  const { q = '', app, lanes = 'rate' } = search;
  const found = useMemo(() => appsThatMatch(groups, unservable, q), [groups, unservable, q]);
  const picked = useMemo(() => new Set([...found.shown, ...(app === undefined ? [] : [app])]), [found, app]);
  const hasBoth = new Set(groups.map(({ kind }) => kind)).size > 1;
  const look = useCallback(
    (typed: string) =>
      goTo(planLink(search, { q: typed === '' ? undefined : typed, ...nothingChosen }), { replace: true }),
    [goTo, search],
  );
  const chosen = chosenKey(search) ?? (found.shown[0] === undefined ? undefined : keyOf.app(found.shown[0]));
  const choose = (key: string | undefined) =>
    goTo(planLink(search, { ...nothingChosen, ...searchOf(key) }), { replace: true });
  return (
    <Section
      title="Lanes"
      note={`A lane is as wide as its ${lanes === 'rate' ? 'rate' : 'money per hour'}; point at one to see its way.${hasBoth ? ' Green runs on CPU, violet on GPU.' : ''}`}
      actions={
        <div className={styles.tools}>
          <SearchField label="Find an app" value={q} onChange={look} />
          <span role="status" className={styles.soft}>
            {q === '' ? '' : foundInWords(found)}
          </span>
          <Choice
            label="Width of lanes"
            value={lanes}
            options={[
              ['rate', 'Rate'],
              ['money', 'Money'],
            ]}
            onChange={(measure) =>
              goTo(planLink(search, { lanes: measure === 'money' ? measure : undefined }), { replace: true })
            }
          />
        </div>
      }
    >
      <div className={styles.beside}>
        <div className={styles.lanesAndWhy}>
          <div className={styles.lanes}>
            <LanesPicture
              groups={groups}
              unservable={unservable}
              measure={lanes}
              picked={picked}
              currency={currency}
              chosen={chosen}
              onChoose={choose}
              {...(newGroups === undefined ? {} : { newGroups })}
            />
          </div>
          <aside className={styles.why} aria-label="Why it is so">
            {chosen === undefined ? (
              <WhySection plan={plan} why={why} />
            ) : (
              <LaneDetails plan={plan} chosen={chosen} onClose={() => choose(undefined)} />
            )}
          </aside>
        </div>
      </div>
    </Section>
  );
}

const nothingChosen = { app: undefined, group: undefined, function: undefined };

function chosenKey({ app, group, function: name }: PlanSearch): string | undefined {
  if (app !== undefined) return keyOf.app(app);
  if (group !== undefined) return keyOf.group(group);
  return name === undefined ? undefined : keyOf.function(name);
}

/** A bundle stands for its group. */
function searchOf(key: string | undefined): PlanSearch {
  const [kind, name] = key === undefined ? [] : [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
  if (name === undefined) return {};
  if (kind === 'app') return { app: name };
  if (kind === 'function') return { function: name };
  return kind === 'group' || kind === 'bundle' ? { group: name } : {};
}

function foundInWords({ all, shown }: ReturnType<typeof appsThatMatch>): string {
  if (all === 0) return 'no app is called so';
  return all > shown.length
    ? `${counted(all, 'app')} match, ${shown.length} are shown`
    : `${counted(all, 'app')} found`;
}
