import { JsonCursor, readMembers, type MembersReading } from '@harmonybatch/pipeline';
import fc from 'fast-check';
import { spoiltTexts } from '../../../contracts/test/support/spoilt-json';

const most = 1_000;
const membersOf = (text: string): Record<string, string> => {
  const reading = readMembers(text, most);
  if (reading.kind !== 'members') throw new Error(JSON.stringify(reading));
  return Object.fromEntries([...reading.members].map(([name, value]) => [name, value.text]));
};
const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Whether both mean the same; what nests so deeply that it cannot be written is taken to. */
function deepEqual(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

describe('the members of an object', () => {
  it.each([
    ['integers beyond 2^53', '1234567890123456789'],
    ['numbers below the smallest', '1e-400'],
    ['a negative zero', '-0'],
    ['a spelling of one', '1.0'],
    ['another', '1E+0'],
    ['more digits than a float keeps', '0.10000000000000000555111512312578270211815834045410156250'],
    ['names that stand twice', '{"a":1,"a":2}'],
    ['escapes', '"\\u00e9\\/\\ud800 é\u2028"'],
    ['whitespace', '[ 1 ,\r\n\t2 ]'],
    ['empty lists and objects', '[{},[ ],"",{ "":[] }]'],
  ])('keep %s', (_what, text) => {
    expect(membersOf(`{"app":"x" , "inputs" : ${text} }`)).toEqual({ app: '"x"', inputs: text });
  });

  it('are found by their names, however those are written', () => {
    expect(membersOf('{"\\u0061\\"":1,"":2,"__proto__":3}')).toEqual(
      Object.fromEntries([
        ['a"', '1'],
        ['', '2'],
        ['__proto__', '3'],
      ]),
    );
  });

  it('may each stand once, also under another spelling of its name', () => {
    const twice = { kind: 'invalid', field: '/app', message: 'duplicate field' };
    expect(readMembers('{"app":1,"app":1}', most)).toMatchObject(twice);
    expect(readMembers('{"app":1,"\\u0061pp":1}', most)).toMatchObject(twice);
  });

  it('are no more than the reader wants', () => {
    expect(readMembers('{"a":1,"b":2}', 2).kind).toBe('members');
    expect(readMembers('{"a":1,"b":2,"c":3}', 2)).toMatchObject({ kind: 'invalid', field: '/' });
  });

  it.each<[string, string, string]>([
    ['numbers that no float holds', '[1,{"x/y":[0,-1e999]}]', '/1/x~1y/1'],
    ['digits without end', `{"n":${'9'.repeat(400)}}`, '/n'],
    ['too many levels', `${'['.repeat(64)}${']'.repeat(64)}`, '/0'.repeat(63)],
  ])('say of %s where they stand', (_what, text, field) => {
    const reading = readMembers(`{"inputs":${text}}`, most);
    const fault = reading.kind === 'members' ? reading.members.get('inputs')?.fault : null;
    expect(fault?.field).toBe(field);
  });

  it.each(['true', 'false', 'null', '"1e999"', '1e308', '-1e-999', '1e5', '"e"'])('find no fault with %s', (text) => {
    const reading = readMembers(`{"inputs":[${text}]}`, most);
    expect(reading.kind === 'members' && reading.members.get('inputs')?.fault).toBeNull();
  });

  it('may nest 64 levels with their object, and hold the largest number', () => {
    const reading = readMembers(`{"inputs":${'['.repeat(63)}1.7976931348623157e308${']'.repeat(63)}}`, most);
    expect(reading).toMatchObject({ kind: 'members' });
    expect(reading.kind === 'members' && reading.members.get('inputs')?.fault).toBeNull();
  });

  it('are found in what nests without end too, if only to be refused', () => {
    expect(readMembers(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, most).kind).toBe('members');
    expect(readMembers(`{"a":${'['.repeat(2_000_000)}`, most).kind).toBe('malformed');
  });
});

describe('text that is no JSON', () => {
  it.each([
    ...[
      '',
      ' ',
      '{',
      '{"a"',
      '{"a":',
      '{"a":1',
      '{"a":1,',
      '{"a":1,}',
      '{,}',
      '{a:1}',
      "{'a':1}",
      '{"a":1}x',
      '{"a":1}{}',
    ],
    ...[
      '{"a":01}',
      '{"a":-}',
      '{"a":1.}',
      '{"a":.5}',
      '{"a":1e}',
      '{"a":+1}',
      '{"a":NaN}',
      '{"a":Infinity}',
      '{"a":nul}',
    ],
    ...[
      '{"a":[1,]}',
      '{"a":[,1]}',
      '{"a":[1 2]}',
      '{"a":[1}',
      '{"a":{]}',
      '{"a":"\\x"}',
      '{"a":"\\u12"}',
      '{"a":"\n"}',
    ],
    ...['\ufeff{}', '{"a":1}\u00a0', '{"a" 1}', '{1:1}', '{"a":tru', '{"a":"'],
  ])('is told from JSON: %j', (text) => {
    expect(parses(text)).toBe(false);
    expect(readMembers(text, most).kind).toBe('malformed');
  });

  it('says where', () => {
    expect(readMembers('{"app": photos}', most)).toEqual({
      kind: 'malformed',
      reason: 'expected a value, found "photos}" at character 8',
    });
    expect(readMembers('{"app"', most)).toMatchObject({ reason: 'expected ":", found end of input at character 6' });
  });
});

describe('JSON that is no object', () => {
  it.each(['[1]', '5', '"x"', 'null', ' true '])('is told from an object: %s', (text) => {
    expect(readMembers(text, most)).toEqual({ kind: 'no object' });
  });
});

describe('whatever text there is', () => {
  const agrees = (text: string): void => {
    const reading: MembersReading = readMembers(text, 1e9);
    expect(reading.kind !== 'malformed').toBe(parses(text));
    if (reading.kind !== 'members') return;
    for (const { text: value, fault } of reading.members.values()) if (fault === null) expect(parses(value)).toBe(true);
    const again = [...reading.members].map(([name, value]) => `${JSON.stringify(name)}:${value.text}`).join(',');
    expect(deepEqual(`{${again}}`, text)).toBe(true);
  };
  const whole = fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.jsonValue());

  it('is read as JSON.parse reads it', () => {
    const written = fc
      .tuple(whole, fc.constantFrom(undefined, 1, '\t'))
      .map(([value, by]) => JSON.stringify(value, null, by));
    fc.assert(fc.property(written, agrees), { seed: 20240617, numRuns: 1_000 });
    fc.assert(fc.property(spoiltTexts(whole), agrees), { seed: 20240617, numRuns: 1_000 });
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:0-.e1 \\utrn') }), agrees), {
      seed: 1,
      numRuns: 5_000,
    });
  });
});

describe('a cursor', () => {
  it('goes into lists and objects and passes over what nobody takes', () => {
    const cursor = new JsonCursor('{"batch":1,"items":[{"id":"x","outputs":[1.0]},{"id":"y"},7],"more":{}}');
    const seen: string[] = [];
    cursor.members((name) => {
      if (name !== 'items') return;
      cursor.items((index) => {
        if (cursor.next !== 'object') return;
        cursor.members((field) => void seen.push(`${index}.${field}=${cursor.value().text}`));
      });
    });
    cursor.end();
    expect(seen).toEqual(['0.id="x"', '0.outputs=[1.0]', '1.id="y"']);
  });

  it('counts the levels around a value', () => {
    const levels = (depth: number) => {
      const cursor = new JsonCursor(`[[${'['.repeat(depth)}${']'.repeat(depth)}]]`, { levels: 5 });
      let fault: unknown;
      cursor.items(() => cursor.items(() => (fault = cursor.value().fault)));
      return fault;
    };
    expect(levels(3)).toBeNull();
    expect(levels(4)).toEqual({ field: '/0/0/0', message: 'lists and objects are nested more than 5 deep' });
  });

  it('where asked to, takes words for what is no number as the fault of their value alone', () => {
    const cursor = new JsonCursor('[[1,NaN],[-Infinity],"NaN",[1]]', { acceptsNonFinite: true });
    const faults: unknown[] = [];
    cursor.items(() => faults.push(cursor.value().fault));
    cursor.end();
    expect(faults).toEqual([
      { field: '/1', message: 'NaN is not valid JSON' },
      { field: '/0', message: '-Infinity is not valid JSON' },
      null,
      null,
    ]);
  });
});
