import { readInferBody } from '../src/infer/infer-body';
import { Refusal } from '../src/protocol/refusal';
import { oneTensor } from './examples';

const none = Buffer.alloc(0);
const tensors = { protocol: 'open-inference-v2' } as const;
const items = {};

const fieldOf = (text: string): string | undefined => {
  try {
    readInferBody(text, none, tensors);
  } catch (error) {
    if (error instanceof Refusal && error.status === 400) return error.terms.field;
    throw error;
  }
  return undefined;
};

it('carries tensors and parameters digit for digit', () => {
  const body = readInferBody(
    `{"id":"a","inputs":${oneTensor},"parameters":{"seed":12345678901234567890}}`,
    none,
    tensors,
  );
  expect(body).toMatchObject({
    id: 'a',
    inputsJson: oneTensor,
    parameters: new Map([['seed', '12345678901234567890']]),
  });
});

it('hands on which outputs are asked for', () => {
  const outputs = '[{"name":"y","parameters":{"classification":3}}]';
  expect(readInferBody(`{"inputs":${oneTensor},"outputs":${outputs}}`, none, tensors).inputsJson).toBe(
    `{"inputs":${oneTensor},"outputs":${outputs}}`,
  );
});

it('takes any JSON for a model whose container takes items', () => {
  expect(readInferBody('{"inputs":{"url":"x"}}', none, items).inputsJson).toBe('{"url":"x"}');
});

it('takes null and an empty id as none, as clients write them that write every field', () => {
  const body = readInferBody(`{"id":"","inputs":${oneTensor},"parameters":null,"outputs":null}`, none, tensors);
  expect(body).toMatchObject({ id: undefined, inputsJson: oneTensor, parameters: new Map() });
});

it.each([
  ['{"inputs":', '/'],
  ['[]', '/'],
  ['{}', '/inputs'],
  [`{"inputs":${oneTensor},"inputs":[]}`, '/inputs'],
  [`{"inputs":${oneTensor},"input":1}`, '/input'],
  [`{"inputs":${oneTensor},"id":7}`, '/id'],
  [`{"inputs":${oneTensor},"id":"${'a'.repeat(257)}"}`, '/id'],
  [`{"inputs":${oneTensor},"parameters":[]}`, '/parameters'],
  [`{"inputs":${oneTensor},"parameters":{"a":1,"a":2}}`, '/parameters/a'],
  [`{"inputs":${oneTensor},"outputs":{}}`, '/outputs'],
  ['{"inputs":[{"name":"x","shape":[3],"datatype":"FP32","data":[1,2]}]}', '/inputs'],
  ['{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1e999]}]}', '/inputs/0/data/0'],
  [`{"inputs":${'['.repeat(200)}${']'.repeat(200)}}`, expect.stringMatching(/^\/inputs/)],
])('says where %s is wrong', (text, field) => expect(fieldOf(text)).toEqual(field));
