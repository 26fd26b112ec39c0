/**
 * Which refusals pass by themselves: the platform cannot serve now and could serve later. Statuses and codes are those that
 * Alibaba documents for API 2023-03-30; most statuses of its table are those of FC 2.0, so a code counts whatever its status.
 * That a function has to be mended first is another question (`gone`).
 */
const passingStatuses = new Set([
  408, // the request took too long to arrive
  412, // an instance does not come up, or the function is not as it can be called at the moment
  425, // a gateway that is not ready
  429, // too many instances, starts or calls
  499, // the connection was closed before the answer
]);
const passingCodes = new Set([
  // What others use at the moment, and limits of how much or how often.
  'ConcurrentUpdateError',
  'LimitExceededError',
  'ResourceExhausted',
  'ResourcePoolInsufficientCapacity',
  'ResourceThrottled',
  'Throttling',
  // An instance that was started for the call and ended, or whose port did not open in time: the next one may do better.
  'CAExited',
  'FunctionNotStarted',
  'UnhandledInitializationError',
  'InternalServerError',
  'ServiceUnavailable',
]);
/** What no waiting mends, whatever status it comes with. */
const lastingStatuses = new Set([
  501, // no such operation
  505, // another version of HTTP
]);
const lastingCodes = new Set([
  'CAFileNotFound', // the image has no such command
  'NotEmulated',
]);

/**
 * Whether the same call may succeed later, as the platform's answer says.
 * @param code of its envelope; absent where it had none that can be read
 */
export function mayPass(statusCode: number, code = ''): boolean {
  const [kind = ''] = code.split('.');
  if (lastingStatuses.has(statusCode) || lastingCodes.has(kind)) return false;
  return statusCode >= 500 || passingStatuses.has(statusCode) || passingCodes.has(kind);
}
