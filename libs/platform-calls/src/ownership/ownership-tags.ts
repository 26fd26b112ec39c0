import { createHash } from 'node:crypto';
import { FunctionRefusedError, type DeployedFunction, type FunctionSpec } from '@harmonybatch/ports';

/** Keys of the tags that functions carry; letters, digits and hyphens are in the alphabet of every platform. */
export const tagKeys = {
  manager: 'managed-by',
  deployment: 'harmonybatch-deployment',
  model: 'harmonybatch-model',
  version: 'harmonybatch-version',
} as const;

export const manager = 'harmonybatch';

export type Tags = Readonly<Record<string, string>>;

/** Shortest limit of a value among platforms (Function Compute). */
const maxValueLength = 128;
const hashLength = 8;
/** What a value may not hold on one platform or another; Function Compute takes no URLs. */
const foreignCharacters = /[^A-Za-z0-9 _.:/=+@-]|(?<=:)\/\//g;

/** A value as a tag may have it; one that is too long ends with a hash of the whole. */
function tagValue(value: string): string {
  const allowed = value.replace(foreignCharacters, '_');
  if (allowed.length <= maxValueLength) return allowed;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, hashLength);
  return `${allowed.slice(0, maxValueLength - hashLength - 1)}-${hash}`;
}

/** The tags of a function: who looks after it, for which deployment, and what it is. */
export const tagsOf = ({ model, modelVersion }: Pick<FunctionSpec, 'model' | 'modelVersion'>, owner: string): Tags => ({
  [tagKeys.manager]: manager,
  [tagKeys.deployment]: tagValue(owner),
  [tagKeys.model]: tagValue(model),
  [tagKeys.version]: tagValue(modelVersion),
});

/**
 * Whose a function is, by its tags: this deployment's, somebody else's, or, where it names no deployment and no other
 * manager, of nobody who says so.
 */
export function ownershipOf(tags: Tags | undefined, owner: string): 'own' | 'foreign' | 'unsaid' {
  const deployment = tags?.[tagKeys.deployment];
  if (deployment !== undefined) return deployment === tagValue(owner) ? 'own' : 'foreign';
  return [undefined, manager].includes(tags?.[tagKeys.manager]) ? 'unsaid' : 'foreign';
}

/**
 * Whether a deployment may change and remove a function: `own`, or `unclaimed`, which says nothing by its tags and is
 * ours by all else. Whatever else has such a name is `foreign`.
 */
export type Claim = 'own' | 'unclaimed' | 'foreign';

/** Why what is there is not taken for this deployment's, and what it has for a state, in words; empty where it can be called. */
export function hindrances({ state, reason }: Omit<DeployedFunction, 'name'>, claim: Claim, owner: string): string[] {
  const untagged = claim === 'own' ? [] : [`it does not carry the tag ${tagKeys.deployment}: ${tagValue(owner)}`];
  const notReady = state === 'ready' ? [] : [`it is ${state}${reason === undefined ? '' : `: ${reason}`}`];
  return [...untagged, ...notReady];
}

/** A function as it is listed: not at all where it is somebody else's. */
export function listed(name: string, status: Omit<DeployedFunction, 'name'>, claim: Claim): DeployedFunction[] {
  if (claim === 'foreign') return [];
  return [{ name, ...status, ...(claim === 'unclaimed' ? { unclaimed: true } : {}) }];
}

/** A function of this name is there, and is not this deployment's to change or to remove. */
export function notOurs(name: string, tags: Tags | undefined): FunctionRefusedError {
  const deployment = tags?.[tagKeys.deployment];
  const whose = deployment === undefined ? 'carries no tag of this deployment' : `belongs to deployment ${deployment}`;
  return new FunctionRefusedError(
    name,
    'conflict',
    `function ${name} ${whose}, and stays as it is; remove it where it was made, or give this deployment another HARMONYBATCH_FUNCTION_PREFIX`,
  );
}
