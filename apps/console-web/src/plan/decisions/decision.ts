import type { PlanDecision } from '@harmonybatch/console-api';

/** Something that somebody may decide of a plan, and what comes of it. */
export interface Decision {
  readonly body: PlanDecision;
  readonly title: string;
  /** What will happen, a sentence each. */
  readonly consequences: readonly string[];
  /** What the button says that does it. */
  readonly verb: string;
  /** The same on a command line; null where none does it. */
  readonly command: string | null;
}

export function approval(model: string, proposal: string): Decision {
  return {
    body: { action: 'approve', proposal },
    title: 'Approve this plan?',
    consequences: [
      'Its functions are made ready first; then it comes into force, and batches are formed by it.',
      'Requests that wait already leave with the batch that they are in.',
      'If another plan has been proposed since, nothing is approved.',
    ],
    verb: 'Approve',
    command: `harmonybatch plan approve ${model} --proposal ${proposal}`,
  };
}

export function rejection(model: string, proposal: string): Decision {
  return {
    body: { action: 'reject', proposal },
    title: 'Reject this plan?',
    consequences: [
      'The plan in force stays.',
      'The same groups are not proposed again while the model and the planner’s settings stay as they are.',
    ],
    verb: 'Reject',
    command: `harmonybatch plan reject ${model} --proposal ${proposal}`,
  };
}

export function rollBack(model: string, epoch: number, command: string | null): Decision {
  return {
    body: { action: 'roll-back', epoch },
    title: `Roll back to the plan of epoch ${epoch}?`,
    consequences: [
      'Its groups come into force again, as soon as its functions are ready; where they are in force now, they stay.',
      `${model} is held to it: other rates, apps or settings bring no other plan until somebody releases it.`,
      'Apps that it does not know are not served meanwhile.',
    ],
    verb: 'Roll back',
    command,
  };
}

export function release(model: string): Decision {
  return {
    body: { action: 'release' },
    title: `Let the planner plan ${model} again?`,
    consequences: [
      'The plan that it is held to stays in force until the planner has a better one, which may be at once.',
    ],
    verb: 'Release',
    command: `harmonybatch plan unpin ${model}`,
  };
}
