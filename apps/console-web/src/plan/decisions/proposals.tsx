import type { PlanList } from '@harmonybatch/console-api';
import { Button } from '../../controls/button';
import { counted, exactTime, moneyPerHour, time } from '../../figures/format';
import { signedMoneyPerHour } from '../differences/signed';
import { reasonWords } from '../history/reason-words';
import { approval, rejection, type Decision } from './decision';
import styles from './decisions.module.css';

type Proposal = PlanList['proposals'][number];

interface Props {
  readonly model: string;
  readonly proposals: readonly Proposal[];
  readonly onDecide: (decision: Decision) => void;
}

/** Plans that wait: for somebody who approves them, or for functions that somebody else makes. */
export function Proposals({ model, proposals, onDecide }: Props) {
  return proposals.map((proposal) => (
    <ProposalNotice key={proposal.id} model={model} proposal={proposal} onDecide={onDecide} />
  ));
}

interface NoticeProps extends Omit<Props, 'proposals'> {
  readonly proposal: Proposal;
}

function ProposalNotice({ model, proposal, onDecide }: NoticeProps) {
  const { id, awaits, proposedAtMs, costPerHour, costPerHourInForce, currency, reason, groups } = proposal;
  return (
    <section className={styles.proposal} aria-label={`Proposal ${id}`}>
      <div className={styles.proposalHead}>
        <div>
          <h2>A plan waits for {awaits === 'approval' ? 'somebody to approve it' : 'functions that are not there'}</h2>
          <p>
            {counted(groups, 'group')} at {moneyPerHour(costPerHour, currency)}
            {costPerHourInForce === null
              ? ''
              : `, ${signedMoneyPerHour(costPerHour - costPerHourInForce, currency)} beside the plan in force`}
            ; {reasonWords[reason]}, proposed <time title={exactTime(proposedAtMs)}>{time(proposedAtMs)}</time>.
          </p>
        </div>
        {awaits === 'approval' ? (
          <div className={styles.buttons}>
            <Button onClick={() => onDecide(rejection(model, id))}>Reject</Button>
            <Button look="primary" onClick={() => onDecide(approval(model, id))}>
              Approve
            </Button>
          </div>
        ) : null}
      </div>
      <Sentences title="What it needs first" sentences={proposal.obstacles} />
      <Sentences title="Not kept until then" sentences={proposal.unkept} />
      <Sentences title="What becomes of functions" sentences={proposal.changes.map(changeInWords)} />
    </section>
  );
}

const shownAtMost = 8;

function Sentences({ title, sentences }: { readonly title: string; readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={styles.consequences}>
        {sentences.slice(0, shownAtMost).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {sentences.length > shownAtMost ? <li>and {sentences.length - shownAtMost} more</li> : null}
      </ul>
    </div>
  );
}

const verbs = { create: 'is made', change: 'keeps other instances ready', remove: 'is removed' } as const;

function changeInWords({ change, functionName, before, after }: Proposal['changes'][number]): string {
  const instances = [before, after].map((use) => use?.warmInstances ?? 0);
  return `${functionName} ${verbs[change]}: ${instances[0]} → ${counted(instances[1]!, 'instance')}`;
}
