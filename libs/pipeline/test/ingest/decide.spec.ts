import { compile, InferenceAccepted, InferenceCompleted, topics } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';
import { AppRegistry, decide, ingestDefaults, ModelRegistry, PlanBoard, type Decision } from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { inboundRecord } from '../../../ports/test/fake-ports';

const nowMs = 1_800_000_000_050;
const arrivedAtMs = 1_800_000_000_000;
const acceptedValidator = compile(InferenceAccepted);
const outcomeValidator = compile(InferenceCompleted);

const apps = new AppRegistry();
for (const [name, sloMs] of [
  ['photos', 800],
  ['hasty', 20],
] as const) {
  apps.apply(inboundRecord(topics.appRegistered.name, { name, model: 'vgg19', sloMs }, { key: name }));
}
const board = new PlanBoard();
board.apply(
  inboundRecord(
    topics.planPublished.name,
    {
      ...{ model: 'vgg19', modelVersion: '1', strategy: 'harmony', prices: 'p', catalogue: 'c', currency: 'CNY' },
      ...{ reason: 'first', plannedAtMs: 1, planningMs: 1, overheadMs: 60, costPerRequest: 0, costPerSecond: 0 },
      groups: [],
      unservable: [{ name: 'hasty', sloMs: 20, tightestSloMs: 98, message: 'too tight' }],
    },
    { key: 'vgg19' },
  ),
);

const decideOn = (value: unknown, over: Partial<InboundRecord> = {}, config = ingestDefaults): Decision =>
  decide(inboundRecord(topics.inferenceRequested.name, value, over), { apps, board }, nowMs, config);

function accepted(decision: Decision): InferenceAccepted {
  if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
  const written = JSON.parse(decision.json) as InferenceAccepted;
  expect(acceptedValidator.explain(written)).toEqual([]);
  expect({ ...decision.accepted, ...written }).toEqual(written);
  return written;
}

function rejected(decision: Decision): InferenceCompleted {
  if (decision.kind !== 'rejected') throw new Error(JSON.stringify(decision));
  expect(outcomeValidator.explain(JSON.parse(JSON.stringify(decision.outcome)))).toEqual([]);
  return decision.outcome;
}

describe('a request that is accepted', () => {
  it('says so where another may have read it before, and rejected it', () => {
    const request = { app: 'photos', id: 'x', inputs: [1] };
    const marks = [true, false, undefined].map((maybeRedelivered) =>
      decideOn(request, maybeRedelivered === undefined ? {} : { maybeRedelivered }),
    );
    expect(marks.map((decision) => accepted(decision).mayBeAnswered)).toEqual([true, undefined, undefined]);
  });

  it('gets its arrival from the broker and its deadline from the SLO of its app', () => {
    expect(accepted(decideOn({ app: 'photos', id: 'x', inputs: [1] }))).toMatchObject({
      id: 'x',
      app: 'photos',
      model: 'vgg19',
      arrivedAtMs,
      deadlineMs: arrivedAtMs + 800,
      sloMs: 800,
      whenLate: 'expire',
      inputs: [1],
    });
  });

  it('may tighten the SLO, never loosen it', () => {
    expect(accepted(decideOn({ app: 'photos', inputs: 1, sloMs: 100 })).deadlineMs).toBe(arrivedAtMs + 100);
    expect(accepted(decideOn({ app: 'photos', inputs: 1, sloMs: 9_000 })).deadlineMs).toBe(arrivedAtMs + 800);
  });

  it('without id is named by its place, the same at every reading and another elsewhere', () => {
    const value = { app: 'photos', inputs: 1 };
    const first = accepted(decideOn(value));
    expect(first.id).toBe('inference.requested-0-7');
    expect(accepted(decideOn(value)).identity).toBe(first.identity);
    expect(accepted(decideOn(value, { offset: 8 })).identity).not.toBe(first.identity);
  });

  it('with the same id under another source is another request', () => {
    const of = (source: string) =>
      accepted(decideOn({ app: 'photos', inputs: 1 }, { headers: { ce_id: 'x', ce_source: source } })).identity;
    expect(of('/one')).not.toBe(of('/other'));
    expect(of('/one')).toBe(of('/one'));
  });

  it('may come as a CloudEvent whose data is the request', () => {
    const headers = { ce_specversion: '1.0', ce_id: 'x', ce_source: '/s', traceparent: '00-a-b-01' };
    expect(accepted(decideOn({ app: 'photos', inputs: 1 }, { headers }))).toMatchObject({
      id: 'x',
      source: '/s',
      traceparent: '00-a-b-01',
    });
  });

  it('may come as a CloudEvent whose subject is the app and whose data are the inputs', () => {
    const headers = { ce_specversion: '1.0', ce_id: 'x', ce_source: '/s', ce_subject: 'photos' };
    const json = { ...headers, 'content-type': 'application/json' };
    expect(accepted(decideOn('[1,2]', { headers: json })).inputs).toEqual([1, 2]);
    const png = { ...headers, 'content-type': 'image/png' };
    expect(accepted(decideOn(Buffer.from([0xff, 0x00]), { headers: png }))).toMatchObject({
      inputs: '/wA=',
      contentType: 'image/png',
    });
    const elsewhere = { ...headers, ce_dataref: 'https://store.example/1' };
    expect(accepted(decideOn('', { headers: elsewhere })).dataref).toBe('https://store.example/1');
  });

  it('expires when its event says so, if that is sooner', () => {
    const at = (expirytime: string) =>
      accepted(decideOn({ app: 'photos', inputs: 1 }, { headers: { expirytime } })).deadlineMs;
    expect(at(new Date(arrivedAtMs + 300).toISOString())).toBe(arrivedAtMs + 300);
    expect(at('2027-01-15T09:00:00.1+01:00')).toBe(Date.parse('2027-01-15T09:00:00.1+01:00'));
    expect(at('2099-01-01T00:00:00Z')).toBe(arrivedAtMs + 800);
  });

  it('may say null of what it does not say, as clients do that write every field', () => {
    const value = {
      app: 'photos',
      inputs: [1],
      id: null,
      sloMs: null,
      dataref: null,
      parameters: null,
      contentType: null,
    };
    expect(accepted(decideOn(value))).toEqual(accepted(decideOn({ app: 'photos', inputs: [1] })));
    const elsewhere = { ...value, inputs: null, dataref: 'https://store.example/1' };
    expect(accepted(decideOn(elsewhere))).toEqual(accepted(decideOn({ app: 'photos', dataref: elsewhere.dataref })));
    expect(accepted(decideOn({ app: 'photos', inputs: null }))).toMatchObject({ inputs: null });
    const headers = { ce_specversion: '1.0', ce_id: 'x', ce_subject: '' };
    expect(accepted(decideOn({ ...value, id: null }, { headers })).id).toBe('x');
  });

  it('may have headers without a value, which say nothing', () => {
    const headers = {
      expirytime: '',
      traceparent: '',
      ce_id: '',
      ce_source: '',
      ce_subject: '',
      dataref: '',
      'content-type': '',
    };
    expect(accepted(decideOn({ app: 'photos', inputs: 1 }, { headers }))).toEqual(
      accepted(decideOn({ app: 'photos', inputs: 1 })),
    );
  });

  it('on a topic that producers stamp has an arrival within the skew that is believed', () => {
    const config = { ...ingestDefaults, timestamps: 'CreateTime' as const, maxSkewMs: 1_000 };
    const arrival = (timestampMs: number) =>
      accepted(decideOn({ app: 'photos', inputs: 1 }, { timestampMs }, config)).arrivedAtMs;
    expect(arrival(nowMs - 400)).toBe(nowMs - 400);
    expect(arrival(nowMs - 90_000)).toBe(nowMs - 1_000);
    expect(arrival(nowMs + 90_000)).toBe(nowMs);
  });
});

describe('a request that is rejected says what is wrong and how to mend it', () => {
  it.each<[string, unknown, string, string]>([
    ['negative SLO', { app: 'photos', inputs: 1, sloMs: -1 }, 'invalid', '/sloMs'],
    ['SLO as text', { app: 'photos', inputs: 1, sloMs: '100' }, 'invalid', '/sloMs'],
    ['missing app', { inputs: 1 }, 'invalid', '/app'],
    ['app that is no text', { app: 5, inputs: 1 }, 'invalid', '/app'],
    ['unknown field', { app: 'photos', inputs: 1, slo_ms: 5 }, 'invalid', '/slo_ms'],
    ['no inputs', { app: 'photos' }, 'invalid', '/inputs'],
    ['inputs and dataref', { app: 'photos', inputs: 1, dataref: 'u' }, 'invalid', '/dataref'],
    ['empty id', { app: 'photos', inputs: 1, id: '' }, 'invalid', '/id'],
    ['unknown app', { app: 'fotos', inputs: 1 }, 'unknown_app', '/app'],
    ['unservable app', { app: 'hasty', inputs: 1 }, 'slo_unattainable', '/app'],
    ['inputs too large', { app: 'photos', inputs: 'x'.repeat(300_000) }, 'too_large', '/inputs'],
  ])('%s', (_what, value, code, field) => {
    const { status, error } = rejected(decideOn(value));
    expect({ status, code: error?.code, field: error?.field }).toEqual({ status: 'rejected', code, field });
    expect(error?.hint).toMatch(/\w{3}/);
  });

  it.each([
    ['null for the app', { app: null, inputs: 1 }, '/app'],
    ['null for what is no field', { app: 'photos', inputs: 1, slo_ms: null }, '/slo_ms'],
    ['a list for a field', { app: 'photos', inputs: 1, id: [[1]] }, '/id'],
    ['parameters that are no object', { app: 'photos', inputs: 1, parameters: [1] }, '/parameters'],
    [
      'a long name of a parameter',
      { app: 'photos', inputs: 1, parameters: { ['x'.repeat(129)]: 1 } },
      '/parameters/xxx',
    ],
    [
      'many parameters',
      {
        app: 'photos',
        inputs: 1,
        parameters: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`p${at}`, 1])),
      },
      '/parameters',
    ],
  ])('%s', (_what, value, field) => {
    const { error } = rejected(decideOn(value));
    expect(error?.code).toBe('invalid');
    expect(error?.field).toContain(field);
  });

  it.each([
    ['inputs', '/inputs'],
    ['parameters', '/parameters'],
    ['anything', '/'],
  ])('a record that is longer than any request, of which only the beginning is read: %s', (name, field) => {
    const text = `{"app":"photos","id":"mine","${name}":{${'"k":1,'.repeat(600_000)}"k":1}}`;
    expect(rejected(decideOn(text))).toMatchObject({ app: 'photos', id: 'mine', error: { code: 'too_large', field } });
    expect(decideOn(text.slice(0, -10))).toMatchObject({ kind: 'dead', code: 'malformed' });
  });

  it('such a record with its names in headers', () => {
    const headers = {
      ce_specversion: '1.0',
      ce_id: 'mine',
      ce_source: '/s',
      ce_subject: 'photos',
      'content-type': 'image/png',
    };
    const picture = Buffer.alloc(2_000_000, '{"app":"other","id":"other"}');
    expect(rejected(decideOn(picture, { headers }))).toMatchObject({ app: 'photos', id: 'mine', source: '/s' });
    const event = `{"id":"mine","source":"/s","subject":"photos","data":"${'é'.repeat(500_000)}"}`;
    const structured = { headers: { 'content-type': 'application/cloudevents+json' } };
    expect(rejected(decideOn(event, structured))).toMatchObject({
      ...{ app: 'photos', id: 'mine', source: '/s' },
      error: { code: 'too_large', field: '/data' },
    });
  });

  it('and names the app that was probably meant, or the SLO that could be met', () => {
    expect(rejected(decideOn({ app: 'photo', inputs: 1 })).error?.hint).toContain('"photos"');
    expect(rejected(decideOn({ app: 'hasty', inputs: 1 })).error?.hint).toContain('98 ms');
  });

  it.each([
    ['an app', { app: '\u001b[2J\u0007', inputs: 1 }],
    ['a field', { app: 'photos', inputs: 1, '\u001b[2J': 1 }],
    ['a mark of direction', { app: '\u202egnp', inputs: 1 }],
    ['a line end of old terminals', { app: 'photos\r\u009b2J', inputs: 1 }],
  ])('and quotes %s without steering a terminal', (_what, request) => {
    const decision = decideOn(request);
    if (decision.kind === 'accepted') return;
    const { message = '', field = '', hint = '' } = rejected(decision).error ?? {};
    expect(message + field + hint).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('and keeps the id of its producer', () => {
    expect(rejected(decideOn({ app: 'nobody', id: 'mine', inputs: 1 })).id).toBe('mine');
  });

  it('a wrong header too', () => {
    const { error } = rejected(decideOn({ app: 'photos', inputs: 1 }, { headers: { expirytime: 'soon' } }));
    expect(error).toMatchObject({ code: 'invalid', field: 'expirytime' });
  });
});

describe('a record that is no request is dead', () => {
  it.each([
    ['half JSON', '{"app"'],
    ['a list', '[1]'],
    ['a number', '5'],
    ['no UTF-8', Buffer.from([0xc3, 0x28])],
    ['empty', ''],
    ['a tombstone', null],
    ['a large one that is no UTF-8', Buffer.alloc(2_000_000, 0xff)],
    ['a large one that is no JSON', Buffer.alloc(2_000_000, 'x')],
    ['a large one that is a list', `[${'1,'.repeat(500_000)}{}]`],
  ])('%s', (_what, value) => expect(decideOn(value)).toMatchObject({ kind: 'dead', code: 'malformed' }));

  it('so is JSON nested deeper than it can be written again', () => {
    const decision = decideOn(`{"app":"photos","inputs":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(decision.kind).not.toBe('accepted');
  });
});

describe('a header whose value is not UTF-8', () => {
  const event = { ce_specversion: '1.0', ce_id: 'e-1', ce_source: '/shop', ce_subject: 'photos' };
  const without = (name: keyof typeof event) =>
    Object.fromEntries(Object.entries(event).filter(([header]) => header !== name));

  it.each(['ce_id', 'ce_source', 'ce_subject'] as const)('refuses an event, naming %s, whatever its value', (name) => {
    for (const value of [{ pixels: [1] }, '[1]', Buffer.from([0xff])]) {
      const over = { headers: without(name), unreadableHeaders: [name] };
      const { error } = rejected(decideOn(value, over));
      expect(error).toMatchObject({ code: 'invalid', field: name, retryable: false });
      expect(error?.message).toContain('UTF-8');
    }
  });

  it.each(['content-type', 'expirytime', 'ce_expirytime', 'ce_dataref'])('refuses an event for its %s', (name) => {
    const outcome = rejected(decideOn([1], { headers: event, unreadableHeaders: [name] }));
    expect(outcome).toMatchObject({ app: 'photos', id: 'e-1', error: { code: 'invalid', field: name } });
  });

  it('refuses a plain request whose time is unreadable, under its own app and id', () => {
    const outcome = rejected(decideOn({ app: 'photos', id: 'x', inputs: [1] }, { unreadableHeaders: ['expirytime'] }));
    expect(outcome).toMatchObject({ app: 'photos', id: 'x', error: { code: 'invalid', field: 'expirytime' } });
  });

  it('is no reason to refuse where nothing is read from it', () => {
    const plain = { unreadableHeaders: ['x-own', 'traceparent', 'ce_subject', 'dataref'] };
    expect(accepted(decideOn({ app: 'photos', id: 'x', inputs: [1] }, plain))).not.toHaveProperty('traceparent');
    accepted(decideOn([1], { headers: event, unreadableHeaders: ['x-own', 'ce_traceparent', 'ce_time'] }));
  });

  it('leaves what is no request at all a dead letter, byte for byte', () => {
    expect(decideOn('no JSON', { unreadableHeaders: ['expirytime'] })).toMatchObject({ kind: 'dead' });
  });
});

describe('the largest item of a model', () => {
  const maxItemBytes = 1_000;
  const models = new ModelRegistry();
  const profile = shippedProfiles['vgg19'];
  models.apply(
    inboundRecord(
      topics.modelProfiled.name,
      { name: 'vgg19', version: '1', image: 'i', port: 9000, maxItemBytes, profile },
      { key: 'vgg19' },
    ),
  );
  /** Text whose JSON takes so many bytes, quotes included. */
  const textOf = (bytes: number, character = 'x'): string =>
    character.repeat((bytes - 2) / Buffer.byteLength(character));
  const decided = (request: object): Decision => {
    const record = inboundRecord(topics.inferenceRequested.name, { app: 'photos', id: 'x', ...request });
    return decide(record, { apps, board, models }, nowMs, ingestDefaults);
  };

  it.each(['x', 'é', '猫'.repeat(2)])(
    'takes inputs of just so many bytes, of %j too, and refuses more',
    (character) => {
      const fitting = maxItemBytes - ((maxItemBytes - 2) % Buffer.byteLength(character));
      accepted(decided({ inputs: textOf(fitting, character) }));
      const { error } = rejected(decided({ inputs: `${textOf(fitting, character)}${character}` }));
      expect(error).toMatchObject({ code: 'too_large', field: '/inputs', retryable: false });
      expect(error?.message).toContain(`model vgg19 takes at most ${maxItemBytes}`);
      expect(error?.hint).toContain('dataref');
    },
  );

  it('is no matter of inputs that lie elsewhere, nor of a model without one', () => {
    accepted(decided({ dataref: 'https://store.example/1' }));
    accepted(decideOn({ app: 'photos', id: 'x', inputs: textOf(2 * maxItemBytes) }));
  });
});
