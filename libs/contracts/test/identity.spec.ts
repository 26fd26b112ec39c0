import fc from 'fast-check';
import { compile, Identity, identityOfId, identityOfPlace, idOfPlace, RequestId } from '../src';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const parts = fc.tuple(text, text, text);
const run = { seed: 11, numRuns: 2_000 } as const;

describe('identity', () => {
  it('differs wherever app, source or id differ', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = one.every((part, index) => part === other[index]);
        expect(identityOfId(...one) === identityOfId(...other)).toBe(same);
      }),
      run,
    );
  });

  it('does not run neighbouring parts together', () => {
    fc.assert(
      fc.property(text, fc.string({ minLength: 1, maxLength: 40 }), text, (head, middle, tail) => {
        expect(identityOfId(head + middle, tail, 'id')).not.toBe(identityOfId(head, middle + tail, 'id'));
      }),
      run,
    );
  });

  it('of a place is the same at every reading, and another one at every other place', () => {
    const place = fc.tuple(
      fc.constantFrom('inference.requested', 'a.inference.requested'),
      fc.nat(64),
      fc.maxSafeNat(),
      fc.maxSafeNat(),
    );
    fc.assert(
      fc.property(place, place, (one, other) => {
        const same = one.every((part, index) => part === other[index]);
        expect(identityOfPlace(...one) === identityOfPlace(...other)).toBe(same);
      }),
      run,
    );
  });

  it('of an id is never that of a place', () => {
    expect(identityOfId('inference.requested', '0', '5')).not.toBe(identityOfPlace('inference.requested', 0, 5, 1_000));
  });

  it('and the id shown for a place are what the schemas ask for', () => {
    expect(compile(Identity).check(identityOfId('app', 'source', 'id'))).toBe(true);
    expect(compile(RequestId).check(idOfPlace('inference.requested', 3, 9))).toBe(true);
  });
});
