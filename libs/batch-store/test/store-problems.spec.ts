import { StoreProblems } from '../src/store-problems';
import { HeardEvents } from './own-redis';

describe('what is said of a store in trouble', () => {
  let events: HeardEvents;
  let nowMs: number;
  let troubles: StoreProblems;
  beforeEach(() => {
    events = new HeardEvents();
    nowMs = 0;
    troubles = new StoreProblems(events, () => nowMs);
  });

  it('is a warning, once an outage, and another when it is over, with how long it took', () => {
    for (const reason of ['no answer in 500 ms', 'no answer in 1000 ms', 'no answer in 500 ms']) {
      troubles.set('others', reason);
      troubles.set('pushes', reason);
    }
    nowMs = 7_300;
    troubles.set('others', null);
    troubles.set('pushes', null);
    expect(events.faults).toEqual([]);
    expect(events.warnings).toEqual([
      ['the batch store is unavailable: no answer in 500 ms', undefined],
      ['the batch store is available again', { afterMs: 7_300 }],
    ]);
  });

  it('is said anew of the next outage, and of each other reason', () => {
    troubles.set('others', 'READONLY');
    troubles.set('others', 'LOADING');
    troubles.set('others', null);
    troubles.set('others', 'READONLY');
    expect(events.warnings.map(([message]) => message)).toEqual([
      'the batch store is unavailable: READONLY',
      'the batch store is unavailable: LOADING',
      'the batch store is available again',
      'the batch store is unavailable: READONLY',
    ]);
  });

  it('is a fault where facts would be forgotten', () => {
    troubles.set('policy', 'it evicts');
    expect(events.faults).toEqual(['the batch store is misconfigured: it evicts']);
  });
});
