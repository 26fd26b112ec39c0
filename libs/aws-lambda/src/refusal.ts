import { FunctionRefusedError, type RefusalReason } from '@harmonybatch/ports';
import { refusalsWith } from '@harmonybatch/platform-calls';
import { toFault, type LambdaFault } from './lambda-fault';

const signs: readonly (readonly [RefusalReason, RegExp])[] = [
  ['image', /image|manifest|\becr\b|repository/i],
  ['quota', /quota|limit|exceed|concurren/i],
  ['permission', /assume|not authorized|role/i],
  ['size', /memory/i],
];

/** A refusal that says what mends it. */
export const refused = refusalsWith({
  image: 'check that it is in the registry of the account and the region, and register the model with one that is',
  permission:
    'give the planner’s keys the rights that libs/aws-lambda/README.md lists, and a role that Lambda may assume',
});

/** A failed call as a refusal, where asking again changes nothing; else the error as it is. */
export function refusalOf(name: string, error: unknown): unknown {
  if (error instanceof FunctionRefusedError) return error;
  const fault = toFault(error);
  const reason = reasonOf(fault);
  return reason === undefined ? error : refused(name, reason, `${fault.code}: ${fault.message}`);
}

/** By the words of the platform: what a code stands for differs with what was asked. */
export function reasonOf({ statusCode, code, message }: LambdaFault): RefusalReason | undefined {
  if (statusCode === 401 || statusCode === 403) return 'permission';
  if (code === 'CodeStorageExceededException') return 'quota';
  return statusCode === 400 ? reasonIn(message) : undefined;
}

/** Which reason the platform's words are about. */
export const reasonIn = (said: string): RefusalReason => signs.find(([, sign]) => sign.test(said))?.[0] ?? 'failed';
