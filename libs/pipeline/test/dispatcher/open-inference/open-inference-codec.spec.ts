import type { RequestToRun } from '../../../src/dispatcher/ready-batch';
import { codec, decoded, encoded, requestOf, tensor } from './codec-calls';

const partsOf = (...batch: RequestToRun[]): number[] => codec.partition(batch).parts.map(({ length }) => length);
const refusalOf = (inputs: string, over: Partial<RequestToRun> = {}): string | undefined =>
  codec.partition([requestOf(inputs, over)]).refused[0]?.message;

describe('the body of an inference request', () => {
  it('has the rows of all requests in one tensor, digit for digit', () => {
    const batch = [
      requestOf(`[${tensor([1, 2], '[1.0, 12345678901234567890]')}]`),
      requestOf(`[${tensor([2, 2], '[ -0,1e-400 , 3.00 ,4]')}]`),
    ];
    expect(partsOf(...batch)).toEqual([2]);
    expect(encoded(batch)).toBe(
      '{"id":"b.1","inputs":[{"name":"x","shape":[3,2],"datatype":"FP32",' +
        '"data":[1.0, 12345678901234567890,-0,1e-400 , 3.00 ,4]}]}',
    );
  });

  it('keeps nested data nested, and joins several tensors each with its own', () => {
    const image = (pixels: string): string => tensor([1, 2, 1], pixels);
    const word = (text: string): string => `{"name":"w","shape":[1],"datatype":"BYTES","data":[${text}]}`;
    const batch = [
      requestOf(`[${image('[[[1],[2]]]')},${word('"a]"')}]`),
      requestOf(`[${image('[[[3],[4]]]')},${word('"b\\"["')}]`),
    ];
    expect(encoded(batch)).toContain('"shape":[2,2,1],"datatype":"FP32","data":[[[1],[2]],[[3],[4]]]}');
    expect(encoded(batch)).toContain('"shape":[2],"datatype":"BYTES","data":["a]","b\\"["]}');
  });

  it('carries parameters and the outputs that are asked for, from the request or its inputs', () => {
    const inputs = `{"id":"own","inputs":[${tensor([1], '[1]')}],"outputs":[{"name":"y"}],"parameters":{"k":1.0}}`;
    expect(encoded([requestOf(inputs)])).toBe(
      '{"id":"b.1","parameters":{"k":1.0},"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],' +
        '"outputs":[{"name":"y"}]}',
    );
    const outside = requestOf(`[${tensor([1], '[1]', ',"parameters":{"c":2}')}]`, { parametersJson: '{"k":2}' });
    expect(encoded([outside])).toContain('"parameters":{"k":2},"inputs":[{');
    expect(encoded([outside])).toContain('"datatype":"FP32","parameters":{"c":2},"data":[1]');
  });
});

describe('requests stand in one tensor', () => {
  const plain = `[${tensor([1, 2], '[1,2]')}]`;
  it.each([
    ['of another shape', `[${tensor([1, 3], '[1,2,3]')}]`, {}],
    ['that are nested where the others are flat', `[${tensor([1, 2], '[[1,2]]')}]`, {}],
    ['of another type', `[${tensor([1, 2], '[1,2]').replace('FP32', 'FP64')}]`, {}],
    ['of another name', `[${tensor([1, 2], '[1,2]').replace('"x"', '"y"')}]`, {}],
    ['with parameters', `[${tensor([1, 2], '[1,2]', ',"parameters":{"a":1}')}]`, {}],
    ['with parameters of the request', plain, { parametersJson: '{"top":1}' }],
    ['that ask for other outputs', `{"inputs":${plain},"outputs":[{"name":"y"}]}`, {}],
    ['with a tensor more', `[${tensor([1, 2], '[1,2]')},${tensor([1], '[1]').replace('"x"', '"y"')}]`, {}],
  ])('but for those %s', (_, inputs, over) => {
    expect(partsOf(requestOf(plain), requestOf(inputs, over), requestOf(plain), requestOf(inputs, over))).toEqual([
      2, 2,
    ]);
  });

  it('but for those whose tensors differ in their rows or have none: each is sent alone', () => {
    const uneven = `[${tensor([1, 2], '[1,2]')},${tensor([2], '[1,2]').replace('"x"', '"y"')}]`;
    const empty = `[${tensor([0, 2], '[]')}]`;
    expect(partsOf(...[uneven, uneven, empty, empty, plain].map((inputs) => requestOf(inputs)))).toEqual([
      1, 1, 1, 1, 1,
    ]);
  });
});

describe('a request without proper tensors is refused', () => {
  const shape = (text: string): string => tensor([1], '[1]').replace('[1]', text);
  it.each([
    ['no tensors', '"aGk="', 'a list of tensors, or an object of inputs'],
    ['an object of something else', '{"pixels":[1]}', 'a list of tensors, or an object of inputs'],
    ['an empty list', '[]', 'there is no tensor'],
    ['inputs that are no list', '{"inputs":5}', 'Expected a list of tensors'],
    ['a tensor that is none', '[1]', 'inputs/0: the tensor is not an object'],
    ['a strange member', `[${tensor([1], '[1]', ',"dtype":"x"')}]`, 'has a member "dtype"'],
    ['a member twice', `[${tensor([1], '[1]', ',"name":"x"')}]`, 'each once'],
    ['no name', `[${tensor([1], '[1]').replace('"x"', '""')}]`, 'needs a name'],
    ['a scalar', `[${shape('[]')}]`, 'needs a shape'],
    ['half a row', `[${shape('[0.5]')}]`, 'needs a shape'],
    ['a negative extent', `[${shape('[-1]')}]`, 'needs a shape'],
    ['a shape beyond all bounds', `[${shape('[65536,65536]')}]`, 'needs a shape'],
    ['too few elements', `[${tensor([1, 3], '[1,2]')}]`, 'not of the shape [1,3]'],
    ['too many elements', `[${tensor([1, 1], '[1,2]')}]`, 'not of the shape [1,1]'],
    ['rows of unequal length', `[${tensor([2, 2], '[[1],[2,3,4]]')}]`, 'not of the shape [2,2]'],
    ['data half nested', `[${tensor([2, 1], '[[1],2]')}]`, 'not of the shape [2,1]'],
    ['objects for elements', `[${tensor([1], '[{}]')}]`, 'not of the shape [1]'],
    [
      'binary data',
      `[${tensor([1], '[1]', ',"parameters":{"binary_data_size":4}').replace(',"data":[1]', '')}]`,
      'has no data',
    ],
    [
      'tensors without end',
      `[${Array<string>(64)
        .fill(tensor([1], '[1]'))
        .join()}]`,
      'more than 63 tensors',
    ],
  ])('%s', (_, inputs, message) => expect(refusalOf(inputs)).toContain(message));

  it('a reference, base64, and parameters in two places', () => {
    const [refused] = codec.partition([{ identity: 'a', dataref: 'oss://b/k' } as RequestToRun]).refused;
    expect(refused?.message).toContain('a dataref has none');
    expect(refusalOf('"aGk="', { contentType: 'image/png' })).toContain('base64 inputs have none');
    const twice = `{"inputs":[${tensor([1], '[1]')}],"parameters":{}}`;
    expect(refusalOf(twice, { parametersJson: '{}' })).toContain('give them once');
  });
});

describe('an answer', () => {
  const two = [requestOf(`[${tensor([1], '[1]')}]`), requestOf(`[${tensor([2], '[2,3]')}]`)];
  const output = (shape: string, data: string): string =>
    `{"model_name":"m","outputs":[{"name":"y","shape":${shape},"datatype":"FP32","parameters":{"a":1},"data":${data}}]}`;
  const row = (shape: string, data: string) => ({
    kind: 'outputs',
    outputs: `[{"name":"y","shape":${shape},"datatype":"FP32","parameters":{"a":1},"data":${data}}]`,
  });

  it('is divided by the rows of the requests, digit for digit', async () => {
    expect(await decoded(output('[3,2]', '[1.0,2, 3e0,-0 ,5,123456789012345678901]'), two)).toEqual([
      row('[1,2]', '[1.0,2]'),
      row('[2,2]', '[3e0,-0 ,5,123456789012345678901]'),
    ]);
    expect(await decoded(output('[3,1]', '[ ["a"],["]"] ,["\\""] ]'), two)).toEqual([
      row('[1,1]', '[["a"]]'),
      row('[2,1]', '[["]"] ,["\\""]]'),
    ]);
  });

  it('of a single request is passed on as it stands, whatever shape it has', async () => {
    expect(await decoded(output('[7]', '[1, 2]'), two.slice(0, 1))).toEqual([row('[7]', '[1, 2]')]);
  });

  it('whose row is no JSON is an error of the request of that row', async () => {
    const results = await decoded(output('[3]', '[NaN,2,3]'), two);
    expect(results).toMatchObject([{ kind: 'error', error: { code: 'unreadable_answer' } }, { kind: 'outputs' }]);
  });

  it('that was cut off tells so to every request, and not to send it again', async () => {
    const results = await codec.decode({ body: '{"outputs":[', cutAtBytes: 12 }, two, () => Promise.resolve());
    expect(results).toMatchObject(Array(2).fill({ error: { code: 'unreadable_answer', retryable: false } }));
  });

  it.each([
    ['of other rows', output('[2]', '[1,2]'), 'the output "y" has the shape [2], though the batch has 3 rows'],
    ['of fewer elements', output('[3,2]', '[1,2,3]'), 'the data of the output "y" is not of its shape [3,2]'],
    ['of more elements', output('[3]', '[1,2,3,4]'), 'is not of its shape'],
    ['without a shape', output('null', '[1,2,3]'), 'has no shape or no data'],
    ['with a shape that is no JSON', output('[NaN]', '[1,2,3]'), 'has no shape or no data'],
    ['with binary data', output('[3]', '"x"'), 'has no shape or no data'],
    ['without outputs', '{"error":"x"}', 'not a JSON object with a list of outputs'],
    ['that is a list', '[]', 'not a JSON object with a list of outputs'],
    ['that is no JSON', '{"outputs":[', 'not JSON'],
    ['that is empty', '', 'not a JSON object'],
  ])('%s cannot be read', async (_, body, why) => expect(await decoded(body, two)).toContain(why));

  it('that is not UTF-8 cannot be read', async () => {
    expect(await decoded(Buffer.from([0xff]), two)).toBe('not UTF-8');
  });
});
