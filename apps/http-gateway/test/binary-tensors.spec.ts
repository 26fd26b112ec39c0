import type { InferenceCompleted } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { inferAnswer } from '../src/answers/infer-answer';
import { readRequest } from '../src/infer/read-request';
import { Refusal } from '../src/protocol/refusal';
import { OutputForms } from '../src/tensors/output-forms';
import { datatypes, ElementError } from '../src/tensors/datatypes';
import { divided } from '../src/tensors/binary-outputs';
import { resnet } from './examples';

const bytesOf = (...parts: (Buffer | number[])[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)));
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
const text = (value: string): Buffer => bytesOf([Buffer.byteLength(value), 0, 0, 0], Buffer.from(value));

const call = (head: object | string, bytes: Buffer, length?: string) => {
  const json = Buffer.from(typeof head === 'string' ? head : JSON.stringify(head));
  const headers = { 'inference-header-content-length': length ?? String(json.length) };
  return { model: resnet, headers, body: bytesOf(json, bytes) };
};
const tensor = (name: string, datatype: string, shape: number[], size: number, more: object = {}) => ({
  name,
  shape,
  datatype,
  parameters: { binary_data_size: size, ...more },
});

describe('inputs as bytes', () => {
  it('become JSON, one tensor after the other, and those that are JSON stay', () => {
    const inputs = [
      tensor('a', 'FP32', [1, 2], 8),
      { name: 'b', shape: [1], datatype: 'INT8', data: [7] },
      tensor('c', 'BYTES', [1, 2], 4 + 5 + 4 + 1, { content: 'text' }),
    ];
    const { request } = readRequest(
      call({ inputs }, bytesOf(float(0.1), float(-1.5), text('zehn €'.slice(0, 5)), text('x'))),
    );
    expect(request.inputs).toBe(
      '[{"name":"a","shape":[1,2],"datatype":"FP32","data":[0.1,-1.5]},' +
        '{"name":"b","shape":[1],"datatype":"INT8","data":[7]},' +
        '{"name":"c","shape":[1,2],"datatype":"BYTES","parameters":{"content":"text"},"data":["zehn ","x"]}]',
    );
  });

  it.each([
    ['a length beyond the body', call({ inputs: [] }, bytesOf([1]), '4000'), 'inference-header-content-length'],
    ['a length that is none', call({ inputs: [] }, bytesOf([1]), '-1'), 'inference-header-content-length'],
    ['fewer bytes than a tensor says', call({ inputs: [tensor('a', 'FP32', [1, 2], 8)] }, float(1)), '/inputs/0'],
    ['more bytes than tensors say', call({ inputs: [tensor('a', 'FP32', [1], 4)] }, bytesOf(float(1), [0])), '/inputs'],
    ['bytes of a model that takes no list', call({ inputs: { a: 1 } }, bytesOf([1])), '/inputs'],
    ['bytes and data', call({ inputs: [{ ...tensor('a', 'INT8', [1], 1), data: [1] }] }, bytesOf([1])), '/inputs/0'],
    ['half an element', call({ inputs: [tensor('a', 'INT16', [1], 3)] }, bytesOf([1, 2, 3])), '/inputs/0'],
    ['a type that nobody knows', call({ inputs: [tensor('a', 'FP8', [1], 1)] }, bytesOf([1])), '/inputs/0'],
    ['fewer elements than the shape', call({ inputs: [tensor('a', 'INT8', [1, 2], 1)] }, bytesOf([1])), '/inputs'],
    ['a size that is none', call({ inputs: [{ ...tensor('a', 'INT8', [1], -1) }] }, bytesOf([1])), '/inputs/0'],
    ['NaN', call({ inputs: [tensor('a', 'FP32', [1], 4)] }, float(NaN)), '/inputs/0'],
    [
      'bytes that are no text',
      call({ inputs: [tensor('a', 'BYTES', [1], 5)] }, bytesOf([1, 0, 0, 0, 0xff])),
      '/inputs/0',
    ],
    ['a text that is cut', call({ inputs: [tensor('a', 'BYTES', [1], 5)] }, bytesOf([9, 0, 0, 0, 0x41])), '/inputs/0'],
  ])('are refused with %s', (_what, wrong, field) => {
    expect(() => readRequest(wrong)).toThrow(expect.objectContaining({ status: 400 }));
    try {
      readRequest(wrong);
    } catch (error) {
      expect((error as Refusal).terms.field).toBe(field);
    }
  });

  it('are refused where they would be too large as JSON', () => {
    const bytes = Buffer.alloc(200_000, 0x55);
    expect(() => readRequest(call({ inputs: [tensor('a', 'UINT8', [1, 200_000], bytes.length)] }, bytes))).toThrow(
      expect.objectContaining({ status: 413 }),
    );
  });
});

describe('outputs as bytes', () => {
  const outcome = (outputsJson: string): Parameters<typeof inferAnswer>[0] =>
    ({ id: 'a', timing: { queuedMs: 1, executedMs: 2 }, outputsJson }) as InferenceCompleted & { outputsJson: string };
  const outputs =
    '[{"name":"y","shape":[1,2],"datatype":"INT64","parameters":{"k":1},"data":[[9007199254740993,-2]]},' +
    '{"name":"label","shape":[1],"datatype":"BYTES","data":["a \\"b\\" ü"]}]';
  const asked = (head: object) =>
    readRequest(call({ inputs: [{ name: 'x', shape: [1], datatype: 'INT8', data: [1] }], ...head }, bytesOf()));

  it('stand behind the JSON, which says how long each is', () => {
    const { forms } = asked({ parameters: { binary_data_output: true } });
    const { body, headers } = inferAnswer(outcome(outputs), resnet, forms);
    const head = Number(headers['inference-header-content-length']);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(JSON.parse((body as Buffer).subarray(0, head).toString())).toMatchObject({
      outputs: [
        { name: 'y', shape: [1, 2], datatype: 'INT64', parameters: { k: 1, binary_data_size: 16 } },
        { name: 'label', parameters: { binary_data_size: 4 + 8 } },
      ],
    });
    const data = (body as Buffer).subarray(head);
    expect([data.readBigInt64LE(0), data.readBigInt64LE(8)]).toEqual([9007199254740993n, -2n]);
    expect(data.subarray(16).equals(text('a "b" ü'))).toBe(true);
  });

  it('are those that are asked for, and the function hears nothing of it', () => {
    const { forms, request } = asked({
      outputs: [
        { name: 'y', parameters: { binary_data: true, classification: 2 } },
        { name: 'label', parameters: { binary_data: false } },
      ],
      parameters: { binary_data_output: true, seed: 1 },
    });
    expect(request.inputs).toContain('"outputs":[{"name":"y","parameters":{"classification":2}},{"name":"label"}]');
    expect(request.parameters).toBe('{"seed":1}');
    expect(['y', 'label', 'other'].map((name) => forms.isBinary(name))).toEqual([true, false, true]);
  });

  it('are JSON where nobody asks, and where they are no tensors', () => {
    const json = inferAnswer(outcome(outputs), resnet, asked({}).forms);
    expect(json.body).toContain(outputs);
    expect(json.headers['content-type']).toBe('application/json');
    expect(divided('{"label":"cat"}', new OutputForms(true, new Set()))).toEqual({
      json: '{"label":"cat"}',
      bytes: [],
    });
  });

  it.each(['[300]', '["a"]', '[null]', '[0.5]'])('are not made of %s where the type is INT8', (data) => {
    const wrong = `[{"name":"y","shape":[1],"datatype":"INT8","data":${data}}]`;
    expect(() => divided(wrong, new OutputForms(true, new Set()))).toThrow(ElementError);
  });
});

describe('elements', () => {
  const roundTrip = (datatype: string, bytes: Buffer): Buffer => {
    const type = datatypes.get(datatype)!;
    return type.encode(
      JSON.parse(
        `[${type
          .decode(bytes)
          .map((one) => JSON.stringify(one))
          .join(',')}]`,
      ) as string[],
    );
  };

  it.each(['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64'])(
    'of %s are the same bytes again',
    (datatype) => {
      const { bytes: size } = datatypes.get(datatype)!;
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (array) => {
          const bytes =
            datatype === 'BOOL' ? Buffer.from(array.map((one) => one % 2)) : Buffer.from(array).subarray(0, size!);
          expect(roundTrip(datatype, bytes).equals(bytes)).toBe(true);
        }),
      );
    },
  );

  it.each(['FP16', 'BF16', 'FP32', 'FP64'])('of %s are the same bytes again, but for what JSON has not', (datatype) => {
    const type = datatypes.get(datatype)!;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (array) => {
        const bytes = Buffer.from(array).subarray(0, type.bytes!);
        const exponent = datatype === 'FP16' ? bytes.readUInt16LE(0) & 0x7c00 : 0;
        try {
          const again = roundTrip(datatype, bytes);
          expect(type.decode(again)).toEqual(type.decode(bytes));
        } catch (error) {
          if (!(error instanceof ElementError)) throw error;
          if (datatype === 'FP16') expect(exponent).toBe(0x7c00);
        }
      }),
    );
  });

  it('of 32 bits have as few digits as tell them apart', () => {
    const type = datatypes.get('FP32')!;
    expect(type.decode(bytesOf(float(0.1), float(1 / 3), float(16777217), float(1e-40)))).toEqual([
      '0.1',
      '0.33333334',
      '16777216',
      '9.99995e-41',
    ]);
  });

  it('that are texts are the same again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (values) => {
        const bytes = Buffer.concat(values.map((value) => bytesOf(lengthOf(value), Buffer.from(value))));
        const type = datatypes.get('BYTES')!;
        expect(type.encode(type.decode(bytes)).equals(bytes)).toBe(true);
      }),
    );
  });
});

function lengthOf(value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(value));
  return length;
}
