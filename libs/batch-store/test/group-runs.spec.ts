import type { BufferedRequest } from '@harmonybatch/ports';
import { groupRuns, inRequestOrder } from '../src/group-runs';

const request = (id: string, groupId: string, over: Partial<BufferedRequest> = {}): BufferedRequest => ({
  id,
  groupId,
  batchSize: 8,
  route: groupId,
  flushAtMs: 0,
  payload: '',
  ...over,
});
const idsOf = (requests: readonly BufferedRequest[], max: number): string[] =>
  groupRuns(requests, max).map((run) => run.requests.map(({ id }) => id).join(''));

describe('groupRuns', () => {
  const mixed = [request('a', '1'), request('b', '2'), request('c', '1'), request('d', '1')];

  it('gathers the requests of a group in their order', () => {
    expect(idsOf(mixed, 10)).toEqual(['acd', 'b']);
  });

  it('begins a new run where one is full', () => {
    expect(idsOf(mixed, 2)).toEqual(['ac', 'b', 'd']);
  });

  it('begins a new run where a plan changed what is said of the group', () => {
    const changed = [request('a', '1'), request('b', '1', { route: 'new' }), request('c', '1', { slackMs: [1] })];
    expect(idsOf(changed, 10)).toEqual(['a', 'b', 'c']);
    const same = [request('a', '1', { slackMs: [1] }), request('b', '1', { slackMs: [1] })];
    expect(idsOf(same, 10)).toEqual(['ab']);
  });

  it('gives replies back in the order of the requests', () => {
    const runs = groupRuns(mixed, 2);
    const replies = runs.map((run) => run.requests.map(({ id }) => `reply ${id}`));
    expect(inRequestOrder(runs, replies)).toEqual(['reply a', 'reply b', 'reply c', 'reply d']);
  });
});
