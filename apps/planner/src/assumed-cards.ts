import type { Variable } from '@harmonybatch/service-kit';

const expected = 'CARD=GPUTYPE, several with commas between, such as A10=fc.gpu.ada.2';
const pattern = /^([^=,]{1,40})=([^=,]{1,64})$/;
const maxCards = 32;

/** By the card of a profile, the `gpuType` of a whole card that is taken to be as fast; none where it is not set. */
export const assumedCards = (
  name: string,
  { about: description }: { about: string },
): Variable<Record<string, string>> => ({
  name,
  description,
  expected,
  defaultText: '',
  parse: (text) => {
    const parts = text === '' ? [] : text.split(',').map((part) => pattern.exec(part.trim()));
    if (parts.length > maxCards || parts.some((part) => part === null)) {
      return { ok: false, problem: `is "${text.slice(0, 60)}"; it must be ${expected}` };
    }
    return { ok: true, value: Object.fromEntries(parts.map((part) => [part![1]!.trim(), part![2]!.trim()])) };
  },
});
