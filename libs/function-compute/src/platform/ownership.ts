import { Tag, type Function as FcFunction } from '@alicloud/fc20230330';
import { ownershipOf, type Claim, type Tags } from '@harmonybatch/platform-calls';
import { modelVariable } from '@harmonybatch/ports';

/** Tags as the API has them. */
export const asList = (tags: Tags): Tag[] => Object.entries(tags).map(([key, value]) => new Tag({ key, value }));

export const tagsIn = ({ tags = [] }: FcFunction): Tags =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));

/** Before functions carried tags, they were described by their model and its version, and told the model. */
export function claimOn(there: FcFunction, owner: string): Claim {
  const ownership = ownershipOf(tagsIn(there), owner);
  if (ownership !== 'unsaid') return ownership;
  const model = there.environmentVariables?.[modelVariable];
  return model !== undefined && there.description?.startsWith(`${model} `) ? 'unclaimed' : 'foreign';
}
