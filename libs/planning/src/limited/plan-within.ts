import { plan, type PlanResult } from '../make-plan';
import type { Plan } from '../plan';
import type { PlanRequest } from '../plan-request';
import { fewerInstances } from './fewer-instances';
import {
  functionKinds,
  instancesAtOnce,
  kindsOver,
  type FunctionKind,
  type InstanceLimits,
  type InstanceRoom,
} from './instance-room';

/** Factor between two surcharges that are tried, and how many: from a quarter of what an instance costs to all that a plan costs. */
const surchargeFactor = 4;
const maxSurcharges = 9;
const refinements = 4;

/**
 * Plans apps so that no more instances are kept warm than there is room for. An instance of a kind of which there are too few is
 * given a price beyond its own, a Lagrange multiplier, as low as makes the plan fit: so the search itself finds the plan that
 * pays least for doing without. Where none fits, the thriftiest keeps fewer instances warm than its apps were promised; so does one
 * whose functions do not fit beside those that are held, until these are gone.
 * @param room absent: as much as it takes
 */
export function planWithin(request: PlanRequest, room: InstanceRoom | undefined): PlanResult {
  const free = plan(request);
  if (room === undefined || free.kind !== 'planned') return free;
  const { limits } = room;
  const kinds = kindsOver(limits, free.plan.groups);
  const thrifty = thriftyPlan(request, limits, kinds, free.plan);
  const groups = fewerInstances(thrifty.groups, room);
  const cut = functionKinds.filter(
    (kind) => instancesAtOnce(groups, [], kind) < instancesAtOnce(thrifty.groups, [], kind),
  );
  if (kinds.length + cut.length === 0) return free;
  const limited = { ...thrifty, groups, instanceLimits: limits };
  const notes = [...thrifty.notes, noteOf(limited, thrifty, free.plan, [...new Set([...kinds, ...cut])])];
  return { kind: 'planned', plan: { ...limited, notes } };
}

/** Where doing without instances of one kind takes more of another than there are, both are dear. */
function thriftyPlan(request: PlanRequest, limits: InstanceLimits, kinds: readonly FunctionKind[], free: Plan): Plan {
  if (kinds.length === 0) return free;
  const found = new ThriftySearch(request, limits, kinds).best(free);
  const others = kindsOver(limits, found.groups).filter((kind) => !kinds.includes(kind));
  return others.length === 0 ? found : thriftyPlan(request, limits, [...kinds, ...others], free);
}

class ThriftySearch {
  constructor(
    private readonly request: PlanRequest,
    private readonly limits: InstanceLimits,
    private readonly kinds: readonly FunctionKind[],
  ) {}

  /** The cheapest plan found that fits, else the one with the fewest instances. */
  best(free: Plan): Plan {
    const lowest = free.expected.costPerSecond / (surchargeFactor * Math.max(1, this.instances(free)));
    const thriftiest = this.planAt(lowest * surchargeFactor ** maxSurcharges);
    if (!this.fits(thriftiest)) return this.instances(thriftiest) < this.instances(free) ? thriftiest : free;
    for (let step = 1; step < maxSurcharges && !this.isOver; step += 1) {
      const surcharge = lowest * surchargeFactor ** step;
      const found = this.planAt(surcharge);
      if (this.fits(found)) return this.refined(found, surcharge / surchargeFactor, surcharge);
    }
    return thriftiest;
  }

  private refined(first: Plan, from: number, to: number): Plan {
    let [best, tooLow, enough] = [first, from, to];
    for (let step = 0; step < refinements && !this.isOver; step += 1) {
      const surcharge = Math.sqrt(tooLow * enough);
      const found = this.planAt(surcharge);
      if (!this.fits(found)) tooLow = surcharge;
      else enough = surcharge;
      if (this.fits(found) && found.expected.costPerSecond < best.expected.costPerSecond) best = found;
    }
    return best;
  }

  private get isOver(): boolean {
    return this.request.shouldStop?.() ?? false;
  }

  private planAt(perSecond: number): Plan {
    const instanceSurcharge = Object.fromEntries(this.kinds.map((kind) => [kind, perSecond]));
    const result = plan({ ...this.request, instanceSurcharge });
    if (result.kind !== 'planned') throw new Error('apps that can be planned cannot where instances are dearer');
    return result.plan;
  }

  private fits(found: Plan): boolean {
    return kindsOver(this.limits, found.groups).length === 0;
  }

  private instances(found: Plan): number {
    return this.kinds.reduce((sum, kind) => sum + instancesAtOnce(found.groups, [], kind), 0);
  }
}

function noteOf(limited: Plan, promised: Plan, free: Plan, kinds: readonly FunctionKind[]): string {
  const warm = ({ groups }: Plan, kind: FunctionKind): number => instancesAtOnce(groups, [], kind);
  const { instanceLimits: limits = {} } = limited;
  const given = kinds.map(
    (kind) =>
      `at most ${limits[kind]} warm ${kind.toUpperCase()} instances at a time where the best plan keeps ${warm(free, kind)}`,
  );
  const less = Math.round((1 - free.expected.costPerSecond / promised.expected.costPerSecond) * 100);
  const short = kinds.filter((kind) => warm(limited, kind) < warm(promised, kind));
  const late = short.map(
    (kind) => ` The attainments of its apps need ${warm(promised, kind)}, so more batches meet a cold start.`,
  );
  return `The platform gives ${given.join(', and ')} and costs ${less} % less.${late.join('')}`;
}
