import { latencyQuantileSeconds } from '@harmonybatch/model';
import { TooFewInstancesError } from '../holding/too-few-instances';
import { defaultMaxInstances } from '../holding/warm-instances';
import { inOrderOfSlo, type Member } from '../provisioning/provision';
import type { OptionSearch } from './option-search';
import { runOf } from './slo-run';

/** Functions that one app may be spread over. */
const maxShares = 16;
/** A function surely serves what keeps less than this part of its instances busy. */
const surelyServed = 0.5;

/** Members that send more than one function can serve, cut into equal shares that one can. */
export const sharesOf = (search: OptionSearch, members: readonly Member[]): Member[] =>
  members.flatMap((member) => sharesOfOne(search, member));

function sharesOfOne(search: OptionSearch, member: Member): Member[] {
  const { maxInstances = defaultMaxInstances } = search.terms;
  if (isSurelyServed(search, member)) return [member];
  for (let count = 1; count <= maxShares; count += 1) {
    const share = { ...member, rateHz: member.rateHz / count };
    if (!isServed(search, share)) continue;
    return count === 1 ? [member] : Array.from({ length: count }, () => ({ ...share }));
  }
  throw new TooFewInstancesError([member.name], minBusy(search, member), maxInstances);
}

/** Whether even the slowest function, with batches of one, would have instances left. */
const isSurelyServed = ({ terms, maxSeconds }: OptionSearch, { rateHz }: Member): boolean =>
  rateHz * maxSeconds <= surelyServed * (terms.maxInstances ?? defaultMaxInstances);

/** Whether one function can serve all that a member sends, in time. */
export const isServed = (search: OptionSearch, member: Member): boolean =>
  search.best(runOf([member], search.workspace), Infinity) !== null;

/** Batches in flight on the function that a member keeps least busy, mean. */
const minBusy = ({ options }: OptionSearch, { sloSeconds, reach, rateHz }: Member): number =>
  Math.min(
    ...options
      .filter(({ latency }) => latencyQuantileSeconds(latency, reach) <= sloSeconds)
      .map(({ busy }) => rateHz * busy.minRatio),
  );

/** Shares of an app in the same group are one member of it. */
export function joined(members: readonly Member[]): Member[] {
  const byName = new Map<string, Member>();
  for (const member of members) {
    const known = byName.get(member.name);
    byName.set(member.name, known === undefined ? member : { ...known, rateHz: known.rateHz + member.rateHz });
  }
  return inOrderOfSlo([...byName.values()]);
}
