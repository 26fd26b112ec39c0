import { isDeepStrictEqual } from 'node:util';
import {
  compile,
  PlanProposed,
  recordOf,
  tombstoneOf,
  topics,
  type FunctionChange,
  type FunctionObstacle,
  type PlanPublished,
  type UnkeptPromise,
} from '@harmonybatch/contracts';
import type { Clock, IsStillWanted, OutboundRecord, Publisher, StageEvents } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { publishAsLeader } from '../publish-as-leader';
import type { PlanDecisions } from './plan-decisions';
import type { PlanProposals } from './plan-proposals';
import { proposalIdOf } from './proposal-id';

const validator = compile(PlanProposed);

export interface ModelProposalContext {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly proposals: PlanProposals;
  readonly decisions: PlanDecisions;
}

/** What is proposed: a plan, what it waits for, and what becomes of functions with it. */
export interface Proposal {
  readonly plan: PlanPublished;
  readonly awaits: PlanProposed['awaits'];
  readonly changes: readonly FunctionChange[];
  /** Why functions of it cannot be used, where somebody else makes them. */
  readonly obstacles: readonly FunctionObstacle[];
  readonly inForce: PlanPublished | undefined;
  /** What the plan in force does not keep meanwhile. */
  readonly unkept: readonly UnkeptPromise[];
}

/** The plan of one model that waits before it comes into force, as every replica reads it and as the leader writes it. */
export class ModelProposal {
  /** As this replica wrote it last, null where it took it back; undefined where it wrote nothing since it leads. */
  private own: PlanProposed | null | undefined;

  constructor(
    private readonly model: string,
    private readonly context: ModelProposalContext,
    private readonly isLeader: IsStillWanted,
  ) {}

  get outstanding(): PlanProposed | undefined {
    return this.own === undefined ? this.context.proposals.get(this.model) : (this.own ?? undefined);
  }

  /** Whether somebody approved these groups, and nobody decided on others since. */
  isApproved(plan: PlanPublished): boolean {
    const decided = this.context.decisions.get(this.model);
    return decided?.decision === 'approved' && decided.proposal === proposalIdOf(plan);
  }

  /** Writes it, and logs it where it is another one than before: at other rates it is the same. */
  async propose(proposal: Proposal): Promise<void> {
    const before = this.outstanding;
    const record = this.recordOf(proposal, before);
    const isSame = before?.id === record.id && before.awaits === record.awaits;
    if (isSame && isDeepStrictEqual(contentOf(before), contentOf(record))) return;
    const [fault] = validator.check(record) ? [] : validator.explain(record);
    if (fault !== undefined) throw new Error(`the proposal does not fit its schema: ${fault.field}: ${fault.message}`);
    if (!(await this.write(recordOf(topics.planProposed, record)))) return;
    this.own = record;
    if (!isSame) reportProposal(this.context.events, record);
    reportObstacles(this.context.events, record, before);
    reportUnkept(this.context.events, record, before);
  }

  /** The plan is in force, or not wanted any more. */
  async withdraw(): Promise<void> {
    if (this.outstanding === undefined) return;
    if (await this.write(tombstoneOf(topics.planProposed, this.model))) this.own = null;
  }

  private recordOf(
    { plan, awaits, changes, obstacles, inForce, unkept }: Proposal,
    before: PlanProposed | undefined,
  ): PlanProposed {
    const id = proposalIdOf(plan);
    const isSame = before?.id === id;
    return {
      model: this.model,
      id,
      awaits,
      plan: isSame ? { ...plan, reason: before.plan.reason } : plan,
      changes: changes.map((change) => ({ ...change })),
      obstacles: obstacles.length === 0 ? undefined : obstacles.map((one) => ({ ...one })),
      unkept: unkept.length === 0 ? undefined : unkept.map((one) => ({ ...one })),
      costPerSecondInForce: inForce?.costPerSecond,
      proposedAtMs: isSame ? before.proposedAtMs : this.context.clock.nowMs(),
    };
  }

  private write(record: OutboundRecord): Promise<boolean> {
    return publishAsLeader(this.context.publisher, record, this.isLeader);
  }
}

const contentOf = ({ changes, obstacles, unkept }: PlanProposed): unknown => [changes, obstacles, unkept];

const messages = {
  approval: 'a plan awaits approval; until then the one in force stays',
  functions: 'a plan is not put in force, for its functions are not there and none are made',
} as const;

/** Functions and apps that are named in one line. */
const maxShown = 10;

function reportProposal(
  events: StageEvents,
  { model, id, awaits, plan, changes, costPerSecondInForce }: PlanProposed,
): void {
  events.count(plannerMetrics.proposed, { model, awaits });
  events.warn(messages[awaits], {
    model,
    proposal: id,
    reason: plan.reason,
    currency: plan.currency,
    costPerSecond: plan.costPerSecond,
    costPerSecondInForce,
    functions: changes.slice(0, maxShown).map(inWords),
    moreFunctions: Math.max(0, changes.length - maxShown),
  });
}

const inWords = ({ change, functionName, before, after }: FunctionChange): string =>
  `${change} ${functionName}: ${before?.warmInstances ?? 0} → ${after?.warmInstances ?? 0} instances ready`;

/** Each once for as long as it is the same. */
function reportObstacles(
  events: StageEvents,
  { model, id, obstacles = [] }: PlanProposed,
  before?: PlanProposed,
): void {
  const known = new Set(before?.obstacles?.map(obstacleInWords));
  const added = obstacles.map(obstacleInWords).filter((obstacle) => !known.has(obstacle));
  if (added.length === 0) return;
  events.warn('functions that a plan waits for are not there as it needs them; `plan export --proposed` writes them', {
    model,
    proposal: id,
    functions: added.slice(0, maxShown),
    moreFunctions: Math.max(0, added.length - maxShown),
  });
}

const obstacleInWords = ({ functionName, message }: FunctionObstacle): string => `${functionName}: ${message}`;

/** Each app once for as long as its promise is not kept. */
function reportUnkept(
  events: StageEvents,
  { model, id, awaits, unkept = [] }: PlanProposed,
  before?: PlanProposed,
): void {
  const known = new Set(before?.unkept?.map(({ app }) => app));
  const added = unkept.filter(({ app }) => !known.has(app));
  if (added.length === 0) return;
  events.count(plannerMetrics.unkeptPromises, { model }, added.length);
  events.error('apps are not served as they ask, and the plan that would is not in force yet', undefined, {
    model,
    proposal: id,
    awaits,
    apps: added.slice(0, maxShown).map(({ app, message }) => `${app}: ${message}`),
    moreApps: Math.max(0, added.length - maxShown),
  });
}
