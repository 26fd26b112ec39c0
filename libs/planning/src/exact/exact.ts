import type { Group } from '../grouping/group';
import type { SearchLimit } from '../grouping/search-limit';
import type { HoldingTerms } from '../holding/holding-terms';
import { billsIdle } from '../holding/late-budget';
import { TooFewInstancesError } from '../holding/too-few-instances';
import { defaultMaxInstances } from '../holding/warm-instances';
import { Arrangement, type PlacedGroup } from '../pooled/arrangement';
import { functionKey } from '../pooled/function-key';
import { cheapestDivision, maxDivided } from '../pooled/every-division';
import { improved } from '../pooled/improve';
import { Placing } from '../pooled/placing';
import { pooledCosts } from '../pooled/pooled-costs';
import { inOrderOfSlo, strictestReach, type Member, type PlanningContext } from '../provisioning/provision';
import { bundlesOf, servedBundles, type Bundle } from './bundles';
import { ContiguousCut } from './contiguous-cut';
import { OptionSearch } from './option-search';
import { isServed, joined, sharesOf } from './shares';

/** Up to this many apps are cut between any two; of more, those of nearly equal SLO stay together. */
const maxBundles = 200;
/** So few bundles are cut in a moment: the plan that there is when the time is up. */
const fewBundles = 24;
/** Up to this many members a search begins from several groupings. */
const fewMembers = 12;

/**
 * The cheapest groups by exact expected cost that are found: the best cut of the SLO-ordered apps, each group with the best
 * of all functions and batch sizes; then, where groups that share a function share costs, whatever other grouping is
 * cheaper. Above 200 apps those of nearly equal SLO stay together.
 */
export function exact(context: PlanningContext, members: readonly Member[], limit: SearchLimit): Group[] {
  const search = new OptionSearch(context);
  const shares = inOrderOfSlo(sharesOf(search, members));
  const bundlesWithin = (max: number): Bundle[] =>
    servedBundles(bundlesOf(shares, max), (whole) => isServed(search, whole));
  const found =
    arranged(search, bundlesWithin(maxBundles), limit) ?? arranged(search, bundlesWithin(fewBundles), null)!;
  return priced(search.terms, found);
}

/** The groups and their functions; null where the limit was reached before there was a cut. */
function arranged(search: OptionSearch, bundles: readonly Bundle[], limit: SearchLimit | null): Arrangement | null {
  const wholes = inOrderOfSlo(bundles.map(({ whole }) => whole));
  const runs = new ContiguousCut(search, wholes).runs(limit);
  if (runs === null) return null;
  const placing = new Placing(search);
  const cut = placing.placeAll(runs);
  if (cut === null) throw noFunctionLeft(search, wholes);
  const best = limit === null ? cut : cheapestOf(placing, cut, wholes, limit);
  if (bundles.every(({ members }) => members.length === 1) && isJoined(best)) return best;
  return onSameFunctions(placing, best, new Map(bundles.map(({ whole, members }) => [whole, members])));
}

/**
 * Of a few members every division is looked at, but on the paper's grid, of which the cut is the reference. Of more, where groups of one function cost less together, the cut is
 * improved; of not many more, everything in one group, each alone, and what equal promises would get are improved too.
 */
function cheapestOf(placing: Placing, cut: Arrangement, members: readonly Member[], limit: SearchLimit): Arrangement {
  const pooled = sharesCosts(placing.search);
  if (members.length <= maxDivided && (pooled || !placing.search.isOnPaper)) {
    const division = cheapestDivision(placing.search, members, pooled, limit);
    const start = division === null ? cut : cheaperOf(division, cut);
    return pooled ? improved(placing, start, limit) : start;
  }
  if (!pooled) return cut;
  const starts = [cut];
  if (members.length <= fewMembers) {
    const alone = placing.placeAll(members.map((member) => [member]));
    const together = placing.placeAll([members]);
    const strict = asIfEquallyStrict(placing, members, limit);
    starts.push(...[alone, together, strict].filter((start) => start !== null));
  }
  return starts.map((start) => improved(placing, start, limit)).reduce(cheaperOf);
}

const cheaperOf = (one: Arrangement, other: Arrangement): Arrangement =>
  other.costPerSecond < one.costPerSecond ? other : one;

/**
 * The groups and functions that members would get if all asked for the strictest attainment among them: a weaker promise
 * may not make a plan dearer. Null where all ask for the same, or nothing serves them so.
 */
function asIfEquallyStrict(placing: Placing, members: readonly Member[], limit: SearchLimit): Arrangement | null {
  const { search } = placing;
  const reach = strictestReach(members);
  if (members.every((member) => member.reach === reach)) return null;
  const original = new Map(members.map((member) => [{ ...member, reach }, [member]]));
  const strict = inOrderOfSlo([...original.keys()]);
  if (placing.placeAll(strict.map((member) => [member])) === null) return null;
  const runs = new ContiguousCut(search, strict).runs(limit);
  const cut = runs === null ? null : placing.placeAll(runs);
  return cut === null ? null : onSameFunctions(placing, cheapestOf(placing, cut, strict, limit), original);
}

/** The same groups on the same functions, of other members. */
const onSameFunctions = (
  placing: Placing,
  { groups }: Arrangement,
  membersOf: ReadonlyMap<Member, readonly Member[]>,
): Arrangement =>
  groups.reduce(
    (made, { members, option }) => {
      const parts = joined(members.flatMap((member) => membersOf.get(member)!));
      return made.with([placing.placeOn(parts, functionKey(option.shape), made) ?? placing.place(parts, made)!]);
    },
    new Arrangement(placing.search.terms, []),
  );

/** Whether no group has two shares of an app. */
const isJoined = ({ groups }: Arrangement): boolean =>
  groups.every(({ members }) => new Set(members.map(({ name }) => name)).size === members.length);

function noFunctionLeft({ terms }: OptionSearch, members: readonly Member[]): TooFewInstancesError {
  const names = [...new Set(members.map(({ name }) => name))];
  return new TooFewInstancesError(names, NaN, terms.maxInstances ?? defaultMaxInstances);
}

/** Whether groups of one function cost less together than apart. */
const sharesCosts = ({ terms: { prices } }: OptionSearch): boolean =>
  billsIdle(prices) || prices.minimumPerFunctionHour.cpu > 0 || prices.minimumPerFunctionHour.gpu > 0;

function priced(terms: HoldingTerms, { groups }: Arrangement): Group[] {
  const costs = pooledCosts(terms, groups);
  const made = groups.map((group, index) => groupOf(group, costs[index]!.costPerSecond));
  const order = new Map(inOrderOfSlo(made.map(({ members }) => members[0]!)).map((member, index) => [member, index]));
  return made.sort((one, other) => order.get(one.members[0]!)! - order.get(other.members[0]!)!);
}

function groupOf({ members, option }: PlacedGroup, costPerSecond: number): Group {
  const rateHz = members.reduce((sum, member) => sum + member.rateHz, 0);
  const { shape, batchSize, latency } = option;
  return { members, rateHz, provision: { shape, batchSize, ...latency, costPerRequest: costPerSecond / rateHz } };
}
