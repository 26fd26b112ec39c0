import type { Group } from '../grouping/group';
import type { SearchLimit } from '../grouping/search-limit';
import type { HoldingTerms } from '../holding/holding-terms';
import { billsIdle } from '../holding/late-budget';
import { TooFewInstances } from '../holding/too-few-instances';
import { defaultMaxInstances } from '../holding/warm-instances';
import { Arrangement, type PlacedGroup } from '../pooled/arrangement';
import { functionKey } from '../pooled/function-key';
import { improved } from '../pooled/improve';
import { Placing } from '../pooled/placing';
import { pooledCosts } from '../pooled/pooled-costs';
import { inOrderOfSlo, type Member, type PlanningContext } from '../provisioning/provision';
import { bundlesOf, type Bundle } from './bundles';
import { ContiguousCut } from './contiguous-cut';
import { OptionSearch } from './option-search';
import { joined, sharesOf } from './shares';

/** Up to so many apps are cut between any two; of more, those of nearly equal SLO stay together. */
const mostBundles = 200;
/** So few bundles are cut in a moment: the plan that there is when the time is up. */
const fewBundles = 24;

/**
 * The cheapest groups by exact expected cost that are found: the best cut of the SLO-ordered apps, each group with the best
 * of all functions and batch sizes; then, where groups that share a function share costs, whatever other grouping is
 * cheaper. Above 200 apps those of nearly equal SLO stay together.
 */
export function exact(context: PlanningContext, members: readonly Member[], limit: SearchLimit): Group[] {
  const search = new OptionSearch(context);
  const shares = inOrderOfSlo(sharesOf(search, members));
  const bundles = bundlesOf(shares, mostBundles);
  const found = arranged(search, bundles, limit) ?? arranged(search, bundlesOf(shares, fewBundles), null)!;
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
  const best = limit === null || !sharesCosts(search) ? cut : improved(placing, cut, limit);
  return unbundled(placing, best, new Map(bundles.map(({ whole, members }) => [whole, members])));
}

/** The same groups on the same functions, of members instead of bundles. */
function unbundled(
  placing: Placing,
  arrangement: Arrangement,
  membersOf: ReadonlyMap<Member, readonly Member[]>,
): Arrangement {
  const groups = arrangement.groups.map(({ members, option }) => ({
    members,
    parts: joined(members.flatMap((whole) => membersOf.get(whole)!)),
    key: functionKey(option.shape),
  }));
  if (groups.every(({ members, parts }) => parts.length === members.length)) return arrangement;
  return groups.reduce(
    (made, { parts, key }) => made.with([placing.placeOn(parts, key, made) ?? placing.place(parts, made)!]),
    new Arrangement(placing.search.terms, []),
  );
}

function noFunctionLeft({ terms }: OptionSearch, members: readonly Member[]): TooFewInstances {
  const names = [...new Set(members.map(({ name }) => name))];
  return new TooFewInstances(names, NaN, terms.maxInstances ?? defaultMaxInstances);
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
