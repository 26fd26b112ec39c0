import { compile, deadLetterHeaders, resentFromHeader } from '@harmonybatch/contracts';
import { DeadLetterList, ResendAnswer, type Resend } from '@harmonybatch/console-api';
import { placeText, readDeadRecord, type DeadLetter } from '@harmonybatch/dead-letters';
import { ManualClock } from '../../../libs/ports/test/fake-ports';
import { listLetters } from '../src/dead-letters/letter-list';
import type { LetterTopics } from '../src/dead-letters/letter-topics';
import { OneAtATime } from '../src/dead-letters/one-at-a-time';
import { Resending } from '../src/dead-letters/resending';
import { Refusal } from '../src/protocol/refusal';

const checks = { list: compile(DeadLetterList), answer: compile(ResendAnswer) };
const dead = 'inference.requested.dead';
const fiveMinutesMs = 300_000;

interface Parts {
  readonly topic?: string;
  readonly code?: string;
  readonly value?: Buffer;
  readonly copyOf?: string;
}

/** Dead-letter topics in memory: what is resent is noted, as on Kafka. */
class Letters implements LetterTopics {
  readonly letters: DeadLetter[] = [];
  readonly resent = new Set<string>();
  readonly sent: string[][] = [];
  notRead = 0;
  /** What goes wrong with the next sending, after so many letters. */
  failAfter: number | undefined;

  add({ topic = 'inference.requested', code = 'malformed', value = Buffer.from('{'), copyOf }: Parts = {}): string {
    const offset = this.letters.length;
    const text = (one: string): Buffer[] => [Buffer.from(one)];
    const read = readDeadRecord({
      ...{ topic: `${topic}.dead`, partition: 0, offset, timestampMs: 1_000 + offset, key: Buffer.from([0xff]), value },
      headers: {
        ...(copyOf === undefined ? {} : { [`hb-original-${resentFromHeader}`]: text(copyOf) }),
        [deadLetterHeaders.topic]: text(topic),
        [deadLetterHeaders.code]: text(code),
        [deadLetterHeaders.reason]: text('no JSON'),
        [deadLetterHeaders.service]: text('ingest'),
      },
    });
    if (read.kind !== 'letter') throw new Error('no letter');
    this.letters.push(read.letter);
    return placeText(read.letter.place);
  }

  async read(topics: readonly string[], onLetter: (letter: DeadLetter) => void) {
    for (const letter of this.letters) if (topics.includes(letter.place.topic)) onLetter(letter);
    return { resent: new Set(this.resent), notRead: this.notRead };
  }

  async resend(letters: readonly DeadLetter[], { onSent }: Parameters<LetterTopics['resend']>[1]): Promise<void> {
    const now = letters.slice(0, this.failAfter);
    for (const { place } of now) this.resent.add(placeText(place));
    this.sent.push(now.map(({ place }) => placeText(place)));
    onSent(now);
    if (this.failAfter === undefined) return;
    this.failAfter = undefined;
    throw new Refusal(503, { code: 'unavailable', error: 'Kafka took no more', hint: 'again' });
  }
}

let letters: Letters;
let clock: ManualClock;
let resending: Resending;

beforeEach(() => {
  letters = new Letters();
  clock = new ManualClock();
  resending = new Resending(letters, clock);
});

async function answer(asked: Resend) {
  const answered = await resending.answer(asked);
  expect(checks.answer.check(answered)).toBe(true);
  return answered;
}
const refusalOf = async (work: Promise<unknown>): Promise<{ status: number; field: string | undefined }> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw new Error('it was not refused', { cause: error });
  return { status: error.status, field: error.fault.field };
};

describe('the list', () => {
  it('has the newest first, counts all that the filter leaves, and says what was sent again', async () => {
    letters.add();
    const resent = letters.add({ code: 'invalid' });
    letters.add({ topic: 'app.registered', code: 'constructor' });
    letters.resent.add(resent);
    const all = await listLetters(letters, {}, 2);
    expect(checks.list.check(all)).toBe(true);
    expect(all.rows.map(({ place, resent: isResent }) => [place, isResent])).toEqual([
      ['app.registered.dead/0/2', false],
      [resent, true],
    ]);
    expect(all).toMatchObject({ total: 3, byTopic: { [dead]: 2, 'app.registered.dead': 1 } });
    expect(all.byCode).toEqual({ malformed: 1, invalid: 1, constructor: 1 });
    expect((await listLetters(letters, { topic: 'inference.requested', sinceMs: 1_001 }, 9)).total).toBe(1);
    await expect(listLetters(letters, { topic: '__proto__' }, 9)).rejects.toMatchObject({ status: 400 });
  });

  it('keeps the beginning of what is long, and says bytes that are no text as such', async () => {
    letters.add({ value: Buffer.alloc(1_000_000, 0xff), code: 'x'.repeat(5_000) });
    letters.add({ value: Buffer.from('é'.repeat(5_000)) });
    letters.notRead = 7;
    const { rows, notRead } = await listLetters(letters, {}, 9);
    expect(rows.map(({ preview }) => [preview.length, preview.slice(0, 4)])).toEqual([
      [400, 'éééé'],
      [400, '0xff'],
    ]);
    expect(rows[1]).toMatchObject({ key: '0xff', bytes: expect.any(Number) });
    expect(rows[1]!.code).toHaveLength(64);
    expect(notRead).toBe(7);
  });

  it('names no more codes than somebody who makes them up may fill the memory with', async () => {
    for (let at = 0; at < 300; at += 1) letters.add({ code: `made-up-${at}` });
    const { byCode } = await listLetters(letters, {}, 1);
    expect(Object.keys(byCode)).toHaveLength(101);
    expect(byCode.other).toBe(200);
  });
});

describe('sending again', () => {
  it('says first what would be sent and what not, then sends that, once', async () => {
    letters.add();
    letters.add({ copyOf: `${dead}/0/0` });
    letters.add({ topic: 'app.registered' });
    const asked: Resend = { filter: {} };
    const dry = await answer(asked);
    expect(dry).toMatchObject({ dryRun: true, eligible: 1, sent: 0, byTopic: { 'inference.requested': 1 } });
    expect(dry.leftOut).toEqual([
      { letters: 1, because: expect.stringContaining('once more') },
      { letters: 1, because: expect.stringContaining('registrations') },
    ]);
    expect(letters.sent).toEqual([]);
    letters.add({ code: 'came later' });
    const confirmed = { ...asked, confirm: dry.confirm! };
    const [one, other] = await Promise.all([answer(confirmed), answer(confirmed)]);
    expect(one).toMatchObject({ dryRun: false, sent: 1, confirm: null });
    expect(other).toEqual(one);
    expect(await answer(confirmed)).toEqual(one);
    expect(letters.sent).toEqual([[`${dead}/0/0`]]);
    expect(await answer(asked)).toMatchObject({
      eligible: 1,
      leftOut: expect.arrayContaining([{ letters: 1, because: 'they were sent again before' }]),
    });
  });

  it('sends letters that were named, copies too but no registrations, and says which are not there', async () => {
    const copy = letters.add({ copyOf: `${dead}/0/0` });
    const app = letters.add({ topic: 'app.registered' });
    const dry = await answer({ filter: {}, places: [copy, app, `${dead}/0/99`, copy] });
    expect(dry).toMatchObject({ eligible: 1, byTopic: { 'inference.requested': 1 } });
    expect(dry.leftOut.map(({ letters: count, because }) => [count, because.split(':')[0]])).toEqual([
      [1, 'they are not there any more, or the filter leaves them out'],
      [1, 'they are registrations, which could replace newer ones'],
    ]);
    expect(await answer({ filter: { topic: 'app.registered' } })).toMatchObject({ eligible: 0, confirm: null });
    expect(dry.command).toBe(`harmonybatch dead-letters resend ${copy} ${app} ${dead}/0/99 ${copy}`);
  });

  it('leaves out what somebody else sent between the dry run and its confirmation', async () => {
    const [first] = [letters.add(), letters.add()];
    const { confirm } = await answer({ filter: {} });
    letters.resent.add(first);
    expect(await answer({ filter: {}, confirm: confirm! })).toMatchObject({ sent: 1, leftOut: [{ letters: 1 }] });
  });

  it.each([
    ['one that nobody gave', (confirm: string) => ({ filter: {}, confirm: confirm.slice(1) + 'x' })],
    ['one of another filter', (confirm: string) => ({ filter: { code: 'malformed' }, confirm })],
    ['one of other places', (confirm: string) => ({ filter: {}, places: [`${dead}/0/0`], confirm })],
  ])('refuses %s', async (_, confirmed) => {
    letters.add();
    const { confirm } = await answer({ filter: {} });
    expect(await refusalOf(resending.answer(confirmed(confirm!)))).toEqual({ status: 409, field: '/confirm' });
    expect(letters.sent).toEqual([]);
  });

  it('refuses one that is older than five minutes, or of another process', async () => {
    letters.add();
    const { confirm } = await answer({ filter: {} });
    const confirmed = { filter: {}, confirm: confirm! };
    expect(await refusalOf(new Resending(letters, clock).answer(confirmed))).toMatchObject({ status: 409 });
    await clock.advance(fiveMinutesMs + 1);
    expect(await refusalOf(resending.answer(confirmed))).toMatchObject({ status: 409 });
  });

  it.each(['batch.executed/0/1', 'x', '__proto__/0/1', `${dead}/0/-1`])(
    'refuses %s, which is no dead letter’s place',
    async (place) => {
      expect(await refusalOf(resending.answer({ filter: {}, places: [place] }))).toEqual({
        status: 400,
        field: '/places/0',
      });
    },
  );

  it('goes on where Kafka took no more, with the rest alone', async () => {
    for (let at = 0; at < 3; at += 1) letters.add();
    const { confirm } = await answer({ filter: {} });
    const confirmed = { filter: {}, confirm: confirm! };
    letters.failAfter = 2;
    expect(await refusalOf(resending.answer(confirmed))).toMatchObject({ status: 503 });
    expect(await answer(confirmed)).toMatchObject({ sent: 1, leftOut: [{ letters: 2 }] });
  });

  it('sends at most 1,000 letters a call', async () => {
    for (let at = 0; at < 1_100; at += 1) letters.add();
    expect(await answer({ filter: {} })).toMatchObject({ eligible: 1_000, leftOut: [{ letters: 100 }] });
  });

  it('writes a filter so that a shell takes it as it is', async () => {
    const { command } = await answer({ filter: { code: "a'; rm -rf $HOME", sinceMs: clock.nowMs() - 60_000 } });
    expect(command).toBe(String.raw`harmonybatch dead-letters resend --all '--code=a'\''; rm -rf $HOME' --since 60s`);
  });
});

it('lets only so many wait for the topics', async () => {
  const queue = new OneAtATime();
  let release = (): void => undefined;
  const first = queue.do(() => new Promise<void>((resolve) => (release = resolve)));
  const waiting = Array.from({ length: 8 }, () => queue.do(async () => undefined));
  expect(await refusalOf(queue.do(async () => undefined))).toMatchObject({ status: 503 });
  release();
  await Promise.all([first, ...waiting]);
  await queue.do(async () => undefined);
});
