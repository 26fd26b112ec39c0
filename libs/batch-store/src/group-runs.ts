import type { BufferedRequest } from '@harmonybatch/ports';

/** Requests of one group that are pushed by one call, in order. */
export interface GroupRun {
  /** Says what they have in common: group, batch size, route and slack. */
  readonly group: BufferedRequest;
  readonly requests: readonly BufferedRequest[];
  /** Where each stood in the list that was divided. */
  readonly indexes: readonly number[];
}

interface OpenRun extends GroupRun {
  readonly requests: BufferedRequest[];
  readonly indexes: number[];
}

const sameSlack = (one: readonly number[] = [], other: readonly number[] = []): boolean =>
  one === other || one.join() === other.join();

const sameGroup = (one: BufferedRequest, other: BufferedRequest): boolean =>
  one.route === other.route && one.batchSize === other.batchSize && sameSlack(one.slackMs, other.slackMs);

/**
 * Divides requests into runs of one group and at most `mostRequests` each; in a group they keep their order. What the plan
 * says of a group is the same for nearly all of them; where it is not, a new run begins.
 */
export function groupRuns(requests: readonly BufferedRequest[], maxRequests: number): GroupRun[] {
  const runs: OpenRun[] = [];
  const openRuns = new Map<string, OpenRun>();
  requests.forEach((request, place) => {
    let run = openRuns.get(request.groupId);
    if (run === undefined || run.requests.length === maxRequests || !sameGroup(run.group, request)) {
      run = { group: request, requests: [], indexes: [] };
      runs.push(run);
      openRuns.set(request.groupId, run);
    }
    run.requests.push(request);
    run.indexes.push(place);
  });
  return runs;
}

/** One reply a request, in the order in which the requests were given before they were divided. */
export function inRequestOrder<T>(runs: readonly GroupRun[], replies: readonly (readonly T[])[]): T[] {
  const ordered: T[] = [];
  runs.forEach(({ indexes }, run) => indexes.forEach((place, index) => (ordered[place] = replies[run]![index]!)));
  return ordered;
}
