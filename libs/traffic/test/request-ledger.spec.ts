import { RequestLedger } from '@harmonybatch/traffic';

const oneTally = (ledger: RequestLedger) => ledger.tallies(1)[0];

describe('a ledger of requests', () => {
  it('counts as within the SLO what was answered ok in time, and nothing else', () => {
    const ledger = new RequestLedger();
    const [inTime, late, failed, open] = [0, 0, 0, 0].map(() => ledger.send(0, 100, 1000));
    ledger.answer(inTime!, 'ok', 1100);
    ledger.answer(late!, 'ok', 1100.5);
    ledger.answer(failed!, 'error', 1001);
    expect(open).toBe(3);
    expect([ledger.inFlight, ledger.isOpen(3), ledger.isOpen(0)]).toEqual([1, true, false]);
    expect(oneTally(ledger)).toEqual({
      ...{ requests: 4, unpublished: 0, withinSlo: 1, unanswered: 1 },
      byStatus: { ok: 2, error: 1, expired: 0, rejected: 0 },
      latenciesMs: [100, 100.5, 1],
    });
  });

  it('tallies from a request on, and the latencies that are asked for', () => {
    const ledger = new RequestLedger();
    for (const status of ['ok', 'error', 'ok'] as const) ledger.answer(ledger.send(0, 100, 0), status, 5);
    expect(ledger.tallies(1, { from: 1, latenciesOf: ['ok'] })).toMatchObject([{ requests: 2, latenciesMs: [5] }]);
  });

  it('lets the first answer hold; later ones are duplicates', () => {
    const ledger = new RequestLedger();
    const number = ledger.send(0, 100, 0);
    expect(ledger.answer(number, 'expired', 10)).toBe(true);
    expect(ledger.answer(number, 'ok', 20)).toBe(false);
    expect(ledger.duplicates).toBe(1);
    expect(oneTally(ledger)?.byStatus).toEqual({ ok: 0, error: 0, expired: 1, rejected: 0 });
  });

  it('counts an answer to a request whose acknowledgement was lost', () => {
    const ledger = new RequestLedger();
    const number = ledger.send(0, 100, 0);
    ledger.notPublished(number);
    expect([ledger.unpublished, ledger.inFlight]).toEqual([1, 0]);
    expect(ledger.answer(number, 'ok', 50)).toBe(true);
    expect([ledger.unpublished, ledger.inFlight, ledger.withinSlo]).toEqual([0, 0, 1]);
    ledger.notPublished(number);
    expect(ledger.unpublished).toBe(0);
  });

  it('keeps the places of many requests', () => {
    const ledger = new RequestLedger();
    for (let number = 0; number < 140_000; number += 1) ledger.send(number % 2, 100, number);
    ledger.answer(131_073, 'ok', 131_073 + 7);
    const [even, odd] = ledger.tallies(2);
    expect(odd?.latenciesMs).toEqual([7]);
    expect(even?.requests).toBe(70_000);
    expect(ledger.appOf(140_000)).toBeUndefined();
  });
});
