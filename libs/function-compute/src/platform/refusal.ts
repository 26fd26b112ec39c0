import { refusalsWith } from '@harmonybatch/platform-calls';
import type { RefusalReason } from '@harmonybatch/ports';
import { FailedCallError } from './control-calls';

/** What a refusal is about, by the words of the platform; the first that fits holds. */
const signs: readonly (readonly [RefusalReason, RegExp])[] = [
  ['permission', /pass ?role|not authorized|access ?denied|no permission/i],
  ['quota', /quota|exceed|insufficient ?(capacity|resource|inventory|stock)|limit reached/i],
  ['image', /image|manifest|registry|repository|\bacr\b/i],
  ['size', /\b(v?cpu|memory|memorySize|gpu|gpuConfig|gpuMemorySize|disk|diskSize)\b/i],
];

const quotaCodes = new Set(['ResourceExhausted', 'LimitExceededError', 'ResourcePoolInsufficientCapacity']);

/** A refusal that says what mends it. */
export const refused = refusalsWith({
  image: 'check that it exists for amd64 in the region of the functions, and register the model with one that does',
  permission: 'give the planner’s keys the permissions of deploy/alibaba/planner-policy.json, and PassRole for a role',
});

/** Which of the reasons the platform's words are about; undefined where they do not say. */
export const reasonIn = (said: string): RefusalReason | undefined => signs.find(([, sign]) => sign.test(said))?.[0];

/** What a failed call means for the function: a refusal where asking again changes nothing, else the fault itself. */
export function refusalOf(name: string, error: unknown): unknown {
  const reason = error instanceof FailedCallError ? refusedFor(error) : undefined;
  return reason === undefined ? error : refused(name, reason, (error as Error).message);
}

function refusedFor({ fault: { kind, statusCode = 0, code, message } }: FailedCallError): RefusalReason | undefined {
  if (kind !== 'refused' || statusCode >= 500) return undefined;
  if (statusCode === 401 || statusCode === 403) return reasonIn(message) === 'quota' ? 'quota' : 'permission';
  if (quotaCodes.has(code.split('.')[0]!)) return 'quota';
  return statusCode === 400 ? (reasonIn(message) ?? 'failed') : undefined;
}
