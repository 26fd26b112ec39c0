import { AwaitedOutcomes, type OutcomeRecord } from '../src/kafka/awaited-outcomes';

/** An outcome whose value must not be read. */
function foreign(headers: Record<string, string>): OutcomeRecord {
  const value = (): never => {
    throw new Error('the value of a foreign outcome was read');
  };
  return { header: (name) => headers[name] ?? null, value };
}
const outcome = (headers: Record<string, string>, text = '{}'): OutcomeRecord => ({
  header: (name) => headers[name] ?? null,
  value: () => Buffer.from(text),
});
const of = (app: string, id: string) => ({ 'hb-app': app, 'hb-id': id });

let awaited: AwaitedOutcomes;
let got: string[];
const receive = (text: string): void => void got.push(text);

beforeEach(() => {
  awaited = new AwaitedOutcomes();
  got = [];
});

it('takes the outcome of an app and an id, and reads no value of any other', () => {
  awaited.expect('photos', 'a', receive);
  awaited.take(foreign(of('photos', 'b')));
  awaited.take(foreign(of('gates', 'a')));
  awaited.take(foreign({ 'hb-id': 'a' }));
  awaited.take(foreign({ 'hb-app': 'photos' }));
  awaited.take(foreign({ ...of('photos', 'a'), 'hb-source': '/elsewhere' }));
  expect(got).toEqual([]);
  awaited.take(outcome(of('photos', 'a'), 'mine'));
  expect(got).toEqual(['mine']);
});

it('tells everybody who waits for an id, and nobody who stopped', () => {
  const stop = awaited.expect('photos', 'a', receive);
  awaited.expect('photos', 'a', (text) => got.push(`${text} too`));
  awaited.take(outcome(of('photos', 'a'), 'one'));
  stop();
  stop();
  awaited.take(outcome(of('photos', 'a'), 'two'));
  expect(got).toEqual(['one', 'one too', 'two too']);
});

it('reads nothing when nobody waits any more', () => {
  awaited.expect('photos', 'a', receive)();
  awaited.take(foreign(of('photos', 'a')));
  expect(awaited).toMatchObject({ receivers: new Map() });
});

it('knows a refused signature by the place of its request, whichever of both comes first', () => {
  awaited.expect('photos', 'a', receive);
  awaited.expect('photos', 'b', receive);
  awaited.sending();
  awaited.take(outcome(of('', 'inference.requested-1-8'), 'early'));
  awaited.placed('photos', 'b', 1, 8);
  const forget = awaited.placed('photos', 'a', 1, 7);
  awaited.settled();
  awaited.take(outcome(of('', 'inference.requested-1-7'), 'late'));
  expect(got).toEqual(['early', 'late']);
  forget();
  awaited.take(foreign(of('', 'inference.requested-1-7')));
});

it('keeps refusals of others only while a record is on its way', () => {
  awaited.take(foreign(of('', 'inference.requested-0-1')));
  awaited.sending();
  awaited.take(outcome(of('', 'inference.requested-0-2'), 'foreign'));
  awaited.settled();
  awaited.expect('photos', 'a', receive);
  awaited.placed('photos', 'a', 0, 2);
  expect(got).toEqual([]);
});
