import fc from 'fast-check';
import type { ItemResult } from '@harmonybatch/pipeline';
import { JsonCodec } from '../../src/dispatcher/codec/json-codec';
import type { RequestToRun } from '../../src/dispatcher/ready-batch';

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];
const request = (identity: string) => ({ identity }) as RequestToRun;
const good = (id: string): string => `{"id":"${id}","outputs":{"label":"cat"}}`;
const ok = { kind: 'outputs', outputs: '{"label":"cat"}' };

async function decoded(
  body: string | Buffer,
  ids: readonly string[] = [a, b, c],
  cutAtBytes?: number,
): Promise<ItemResult[]> {
  const answer = { body, ...(cutAtBytes === undefined ? {} : { cutAtBytes }) };
  const results = await new JsonCodec().decode(answer, ids.map(request), () => Promise.resolve());
  if ('unreadable' in results) throw new Error(results.unreadable);
  return results;
}

/** The results of an answer whose second item is this, between two good ones. */
const withItem = (second: string): Promise<ItemResult[]> => decoded(`{"items":[${good(a)},${second},${good(c)}]}`);
const errorOf = (result: ItemResult | undefined) => (result?.kind === 'error' ? result.error : undefined);

describe('one strange item of an answer', () => {
  it.each<[string, string, object]>([
    [
      'a bare text',
      '"CUDA out of memory"',
      { code: 'function_failed', message: 'CUDA out of memory', retryable: true },
    ],
    ['a number', '507', { code: 'function_failed', message: '507' }],
    ['true', 'true', { code: 'function_failed', message: 'true' }],
    ['a list', '["oom",2]', { code: 'function_failed', message: '["oom",2]' }],
    ['an object without words', '{"gpu":3}', { code: 'function_failed', message: '{"gpu":3}' }],
    ['a number for a code', '{"code":507,"message":"busy"}', { code: '507', message: 'busy', retryable: false }],
    ['a code of null', '{"code":null,"message":"busy"}', { code: 'function_failed', message: 'busy', retryable: true }],
    ['a code without a message', '{"code":"oom"}', { code: 'oom', message: '{"code":"oom"}' }],
    ['a message of null', '{"code":"oom","message":null}', { code: 'oom' }],
    ['a message that is an object', '{"code":"oom","message":{"a":1}}', { code: 'oom' }],
    ['words under another name', '{"errorMessage":"no image"}', { message: 'no image' }],
    ['a retryable that is no boolean', '{"code":"x","message":"m","retryable":"yes"}', { retryable: false }],
    ['no JSON', 'nan', { code: 'function_failed', message: 'nan' }],
  ])('whose error is %s keeps its own text, and harms no other', async (_what, error, expected) => {
    const results = await withItem(`{"id":"${b}","error":${error}}`);
    expect([results[0], results[2]]).toEqual([ok, ok]);
    expect(errorOf(results[1])).toMatchObject(expected);
  });

  it.each([2_001, 100_000])('whose message has %i characters is cut', async (length) => {
    const results = await withItem(`{"id":"${b}","error":{"code":"oom","message":"${'x'.repeat(length)}"}}`);
    expect([results[0], results[2]]).toEqual([ok, ok]);
    expect(errorOf(results[1])?.message).toMatch(/^x{1999}…$/);
  });

  it('whose code is long or steers a terminal is made harmless', async () => {
    const results = await withItem(
      `{"id":"${b}","error":{"code":"\\u001b[2J${'x'.repeat(99)}","message":"\\u202ea\\u0000"}}`,
    );
    const { code, message } = errorOf(results[1])!;
    expect(code.startsWith('\\u001b[2J')).toBe(true);
    expect(code.length).toBeLessThanOrEqual(64);
    expect(message).toBe('\\u202ea\\u0000');
  });

  it.each([
    ['NaN', '{"score":NaN}'],
    ['infinity', '[1,-Infinity]'],
    ['a number beyond any float', '1e999'],
    ['nothing at all', ''],
    ['a word', 'undefined'],
    ['a comma too many', '[1,]'],
    ['names without quotes', '{a:1}'],
    ['a control character', '"a\u0001"'],
  ])('whose outputs are %s fails alone', async (_what, outputs) => {
    const results = await withItem(`{"id":"${b}","outputs":${outputs}}`);
    expect([results[0], results[2]]).toEqual([ok, ok]);
    expect(errorOf(results[1])?.code).toBe('unreadable_answer');
  });

  it.each(['{}', 'null', '7', '[]', '"x"', '{"id":7,"outputs":1}', '{"outputs":1}', `{"id":"${b}"}`])(
    '%s gives that request no result',
    async (item) => {
      const results = await withItem(item);
      expect([results[0], results[2]]).toEqual([ok, ok]);
      expect(errorOf(results[1])?.code).toBe('no_result');
    },
  );

  it.each(['null', 'false', '""'])('whose error is %s has its outputs', async (error) => {
    expect((await withItem(`{"id":"${b}","error":${error},"outputs":1}`))[1]).toEqual({
      kind: 'outputs',
      outputs: '1',
    });
  });

  it('that comes twice counts as it came first', async () => {
    const results = await decoded(`{"items":[${good(a)},{"id":"${a}","error":"again"},${good('f'.repeat(32))}]}`, [a]);
    expect(results).toEqual([ok]);
  });
});

describe('outputs', () => {
  it.each([
    '1234567890123456789',
    '-0',
    '1e-400',
    '1.0',
    '1E+2',
    '{"k":1,"k":2}',
    '"\\ud800"',
    '"caf\\u00e9"',
    '{ "a" : [ 1 ] }',
    'null',
  ])('are carried as they were written: %s', async (outputs) => {
    expect((await withItem(`{"id":"${b}","outputs": ${outputs} }`))[1]).toEqual({ kind: 'outputs', outputs });
  });

  it('of any JSON are found whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.json(), async (first, second) => {
        const body = `{"model":${second},"items":[{"id":"${a}","outputs":${first}},{"outputs":${second},"id":"${b}"}]}`;
        expect(await decoded(body, [a, b])).toEqual([first, second].map((outputs) => ({ kind: 'outputs', outputs })));
      }),
      { seed: 20240617 },
    );
  });
});

describe('the encoding of an answer', () => {
  it('may begin with a byte order mark', async () => {
    const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(`{"items":[${good(a)}]}`)]);
    expect(await decoded(bom, [a])).toEqual([ok]);
    expect(await decoded(`\ufeff{"items":[${good(a)}]}`, [a])).toEqual([ok]);
  });

  it('that is not UTF-8 in one item is that item’s fault; others keep every character', async () => {
    const umlauts = `{"id":"${a}","outputs":"käse 漢🙂"}`;
    const latin1 = Buffer.concat([Buffer.from(`{"id":"${b}","outputs":"caf`), Buffer.from([0xe9]), Buffer.from('"}')]);
    const body = Buffer.concat([Buffer.from(`{"items":[${umlauts},`), latin1, Buffer.from(`,${good(c)}]}`)]);
    const results = await decoded(body);
    expect([results[0], results[2]]).toEqual([{ kind: 'outputs', outputs: '"käse 漢🙂"' }, ok]);
    expect(errorOf(results[1])).toMatchObject({ code: 'unreadable_answer', message: 'outputs are not UTF-8' });
  });
});

describe('an answer', () => {
  it.each(['', 'oops', '[]', '{}', '{"items":{}}', '{"items": [', `{"items":[{"id":"${a}","outputs":`])(
    '%p in which nothing can be read is an error of the batch',
    async (body) => {
      await expect(decoded(body, [a])).rejects.toThrow(/expected|not a JSON object with a list of items/);
    },
  );

  it('that breaks off gives what came before', async () => {
    const results = await decoded(`{"items":[${good(a)},${good(b)},{"id":"${c}","outp`);
    expect(results.map(({ kind }) => kind)).toEqual(['outputs', 'outputs', 'error']);
  });

  it('that was cut gives what came before, and invites nobody to try again', async () => {
    const results = await decoded(`{"items":[${good(a)},{"id":"${b}","outputs":"xxxx`, [a, b], 60);
    expect(results[0]).toEqual(ok);
    expect(errorOf(results[1])).toMatchObject({ code: 'unreadable_answer', retryable: false });
    expect(errorOf(results[1])?.message).toContain('exceeds 60 bytes');
    expect((await decoded('{"items":', [a], 9)).map(({ kind }) => kind)).toEqual(['error']);
  });

  it.each([4.0, 9.5])('with outputs of %f MiB, too large for a record, fails that item alone', async (mebibytes) => {
    const results = await withItem(`{"id":"${b}","outputs":"${'x'.repeat(mebibytes * 1024 * 1024)}"}`);
    expect([results[0], results[2]]).toEqual([ok, ok]);
    const { code, message, retryable } = errorOf(results[1])!;
    expect([code, retryable]).toEqual(['unreadable_answer', false]);
    expect(message).toMatch(/outputs take .*at most 4128768 bytes are carried/);
  });

  it('is read in pieces, and not to its end where it has more entries than anybody asked for', async () => {
    let rests = 0;
    const rest = (): Promise<void> => Promise.resolve(void (rests += 1));
    const large = `{"id":"x","outputs":"${'x'.repeat(700_000)}"}`;
    const body = `{"items":[${Array<string>(4).fill(large).join()},${good(a)}]}`;
    expect(await new JsonCodec().decode({ body }, [request(a)], rest)).toEqual([ok]);
    expect(rests).toBe(2);
    const many = `{"items":[${'{},'.repeat(1_000_000)}${good(a)}]}`;
    expect(errorOf(((await new JsonCodec().decode({ body: many }, [request(a)], rest)) as ItemResult[])[0])?.code).toBe(
      'no_result',
    );
    expect(rests).toBeLessThan(100);
  });
});
