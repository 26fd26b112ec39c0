import { StoreTroubles } from '../src/store-troubles';
import { HeardEvents } from './own-redis';

describe('what is said of a store in trouble', () => {
  let events: HeardEvents;
  let nowMs: number;
  let troubles: StoreTroubles;
  beforeEach(() => {
    events = new HeardEvents();
    nowMs = 0;
    troubles = new StoreTroubles(events, () => nowMs);
  });

  it('is a warning, once an outage, and another when it is over, with how long it took', () => {
    for (const reason of ['no answer in 500 ms', 'no answer in 1000 ms', 'no answer in 500 ms']) {
      troubles.note('others', reason);
      troubles.note('pushes', reason);
    }
    nowMs = 7_300;
    troubles.note('others', null);
    troubles.note('pushes', null);
    expect(events.faults).toEqual([]);
    expect(events.warnings).toEqual([
      ['the batch store is unavailable: no answer in 500 ms', undefined],
      ['the batch store is available again', { afterMs: 7_300 }],
    ]);
  });

  it('is said anew of the next outage, and of each other reason', () => {
    troubles.note('others', 'READONLY');
    troubles.note('others', 'LOADING');
    troubles.note('others', null);
    troubles.note('others', 'READONLY');
    expect(events.warnings.map(([message]) => message)).toEqual([
      'the batch store is unavailable: READONLY',
      'the batch store is unavailable: LOADING',
      'the batch store is available again',
      'the batch store is unavailable: READONLY',
    ]);
  });

  it('is a fault where facts would be forgotten', () => {
    troubles.note('policy', 'it evicts');
    expect(events.faults).toEqual(['the batch store is misconfigured: it evicts']);
  });
});
