import { X } from 'lucide-react';
import { Button } from '../../controls/button';
import type { ShownPlan } from '../shown-plan';
import { AppDetails } from './app-details';
import { FunctionDetails } from './function-details';
import { GroupDetails } from './group-details';
import styles from './why.module.css';

interface Props {
  readonly plan: ShownPlan;
  /** Key of a node of the picture. */
  readonly chosen: string;
  readonly onClose: () => void;
}

/** Everything about the lane that was chosen. */
export function LaneDetails({ plan, chosen, onClose }: Props) {
  const at = chosen.indexOf(':');
  const [kind, name] = [chosen.slice(0, at), chosen.slice(at + 1)];
  const group = plan.groups.find(({ id }) => id === name);
  return (
    <>
      <div className={styles.head}>
        <h3>{kind === 'app' ? name : kind === 'group' ? 'Group' : 'Function'}</h3>
        <Button look="plain" onClick={onClose} aria-label="Back to why the plan is so">
          <X size={15} aria-hidden />
        </Button>
      </div>
      {kind === 'app' ? (
        <AppDetails plan={plan} name={name} />
      ) : kind === 'function' ? (
        <FunctionDetails plan={plan} name={name} />
      ) : group === undefined ? (
        <p>The plan has no group {name}.</p>
      ) : (
        <GroupDetails group={group} currency={plan.currency} />
      )}
    </>
  );
}
