import fc from 'fast-check';
import { answersOf, codec, encoded, requestOf } from './codec-calls';
import type { RequestToRun } from '../../../src/dispatcher/ready-batch';

interface Kind {
  readonly name: string;
  readonly inner: readonly number[];
  readonly type: 'INT32' | 'FP64' | 'BYTES';
  readonly nested: boolean;
}

const kind: fc.Arbitrary<Kind> = fc.record({
  name: fc.constantFrom('x', 'y'),
  inner: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  type: fc.constantFrom('INT32', 'FP64', 'BYTES'),
  nested: fc.boolean(),
});
const elements = { INT32: fc.integer(), FP64: fc.double({ noNaN: true }), BYTES: fc.string({ unit: 'binary' }) };

/** The data of a tensor, nested as its shape or flat. */
function dataOf(values: readonly unknown[], shape: readonly number[], nested: boolean): unknown {
  if (!nested || shape.length <= 1) return values;
  const perRow = values.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, row) =>
    dataOf(values.slice(row * perRow, (row + 1) * perRow), shape.slice(1), true),
  );
}

const finite = (value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? 0 : value);

const request = ({ name, inner, type, nested }: Kind): fc.Arbitrary<RequestToRun> =>
  fc.integer({ min: 1, max: 3 }).chain((rows) => {
    const shape = [rows, ...inner];
    const size = shape.reduce((product, extent) => product * extent, 1);
    return fc
      .array(elements[type] as fc.Arbitrary<unknown>, { minLength: size, maxLength: size })
      .map((values) => [{ name, shape, datatype: type, data: dataOf(values.map(finite), shape, nested) }])
      .map((tensors) => requestOf(JSON.stringify(tensors)));
  });

const batch = fc
  .array(kind, { minLength: 1, maxLength: 3 })
  .chain((kinds) => fc.array(fc.constantFrom(...kinds).chain(request), { minLength: 1, maxLength: 8 }));

it('the answer of every request is the one that it gets alone, whatever stands beside it', () =>
  fc.assert(
    fc.asyncProperty(batch, async (requests) => {
      const together = await answersOf(requests);
      expect(together.size).toBe(requests.length);
      for (const one of requests) expect(together.get(one)).toEqual((await answersOf([one])).get(one));
    }),
  ));

it('no request is lost or doubled by being divided, and each part is JSON', () =>
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.json(), fc.json({ maxDepth: 1 })).map((text) => requestOf(text))), (requests) => {
      const { parts, refused } = codec.partition(requests);
      const all = [...parts.flat(), ...refused.map(({ request: one }) => one)];
      expect(new Set(all)).toEqual(new Set(requests));
      expect(all).toHaveLength(requests.length);
      for (const part of parts) JSON.parse(encoded(part));
    }),
  ));
