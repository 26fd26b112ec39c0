import type { ModelProfiled, PublishedGroup } from '@harmonybatch/contracts';
import { longestRunMs } from '../../records/longest-run';
import type { ReplannerOptions } from '../replanner-options';

const msPerSecond = 1_000;
const mostSeconds = 86_400;

type TimedGroup = Pick<PublishedGroup, 'functionName' | 'latencyMs'>;

/**
 * After how long the platform ends a run of a function, s: what its model says, else the planner's setting, doubled until
 * its batches have time. In doubling steps, for a change of it replaces the instances.
 * @param groups those of its function
 */
export function functionTimeoutSeconds(
  groups: readonly TimedGroup[],
  { container }: Pick<ModelProfiled, 'container'>,
  { functionTimeoutSeconds: least }: Pick<ReplannerOptions, 'functionTimeoutSeconds'>,
): number {
  if (container?.timeoutSeconds !== undefined) return container.timeoutSeconds;
  const longestMs = longestRunMs(Math.max(0, ...groups.map(({ latencyMs }) => latencyMs.max)));
  let seconds = least;
  while (seconds * msPerSecond < longestMs && seconds < mostSeconds) seconds *= 2;
  return Math.min(seconds, mostSeconds);
}

/** Groups that say when the platform ends a run of their function, so that dispatchers wait no shorter. */
export function withFunctionTimeouts<G extends TimedGroup>(
  groups: readonly G[],
  model: Pick<ModelProfiled, 'container'>,
  options: Pick<ReplannerOptions, 'functionTimeoutSeconds'>,
): (G & { readonly functionTimeoutMs: number })[] {
  return groups.map((group) => {
    const sharing = groups.filter(({ functionName }) => functionName === group.functionName);
    return { ...group, functionTimeoutMs: msPerSecond * functionTimeoutSeconds(sharing, model, options) };
  });
}
