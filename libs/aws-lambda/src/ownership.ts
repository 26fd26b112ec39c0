import { ownershipOf, tagKeys, type Claim } from '@harmonybatch/platform-calls';
import type { ExistingFunction } from './lambda-calls';

/** Every function that was ever made here says that HarmonyBatch looks after it: what has no such tags is not ours. */
export function claimOn({ tags = {} }: ExistingFunction, owner: string): Claim {
  if (tags[tagKeys.manager] === undefined && tags[tagKeys.deployment] === undefined) return 'foreign';
  const ownership = ownershipOf(tags, owner);
  return ownership === 'unsaid' ? 'unclaimed' : ownership;
}
