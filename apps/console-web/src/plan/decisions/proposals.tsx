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
  const { id, awaits, decided, proposedAtMs, costPerHour, costPerHourInForce, currency, reason, groups } = proposal;
  return (
    <section
      className={styles.proposal}
      aria-label={`Proposal ${id}`}
      data-rejected={decided?.decision === 'rejected' ? '' : undefined}
    >
      <div className={styles.proposalHead}>
        <div>
          <h2>{titleOf(proposal)}</h2>
          <p>
            {counted(groups, 'group')} at {moneyPerHour(costPerHour, currency)}
            {costPerHourInForce === null
              ? ''
              : `, ${signedMoneyPerHour(costPerHour - costPerHourInForce, currency)} beside the plan in force`}
            ; {reasonWords[reason]}, proposed <time title={exactTime(proposedAtMs)}>{time(proposedAtMs)}</time>
            {decided === null ? null : (
              <>
                , {decided.decision} <time title={exactTime(decided.atMs)}>{time(decided.atMs)}</time>
              </>
            )}
            .
          </p>
        </div>
        {awaits === 'approval' && decided?.decision !== 'approved' ? (
          <div className={styles.buttons}>
            {decided === null ? <Button onClick={() => onDecide(rejection(model, id))}>Reject</Button> : null}
            <Button look={decided === null ? 'primary' : 'normal'} onClick={() => onDecide(approval(model, id))}>
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

function titleOf({ awaits, decided }: Proposal): string {
  if (awaits === 'functions') return 'A plan waits for functions that are not there';
  if (decided === null) return 'A plan waits for somebody to approve it';
  return decided.decision === 'approved'
    ? 'A plan is approved: it comes into force when its functions are ready'
    : 'A plan was rejected: the one in force stays until another is proposed, or this one is approved after all';
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
