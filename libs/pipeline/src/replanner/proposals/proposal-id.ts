import { createHash } from 'node:crypto';
import type { PlanPublished } from '@harmonybatch/contracts';

const digits = 16;

/** What a proposal is known by: the state of the model and the groups. At other rates, prices and instances it is the same one. */
export function proposalIdOf({ modelVersion, groups }: PlanPublished): string {
  const content = [modelVersion, groups.map(({ id }) => id).sort()];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, digits);
}
