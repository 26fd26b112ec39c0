import { oneOf, parseSearch, stringifySearch, text, whole } from '../src/search/search-params';
import { links } from '../src/search/links';

describe('what an address keeps', () => {
  it('is read as texts: nothing is guessed to be a number', () => {
    expect(parseSearch('?id=0123&q=a%20b')).toEqual({ id: '0123', q: 'a b' });
  });

  it('is written without what was not chosen', () => {
    expect(stringifySearch({ window: '1h', q: '', state: undefined, epoch: 0 })).toBe('?window=1h&epoch=0');
    expect(stringifySearch({})).toBe('');
  });

  it('is left out where it is no value', () => {
    expect(oneOf(['a', 'b'] as const, 'c')).toBeUndefined();
    expect(text('  ')).toBeUndefined();
    expect(text('x'.repeat(300))).toHaveLength(256);
    expect(whole('-1')).toBeUndefined();
    expect(whole('1e3')).toBeUndefined();
    expect(whole('17')).toBe(17);
    expect(whole('99999999999999999999')).toBeUndefined();
  });

  it('leads back to where it was, whatever a name has in it', () => {
    expect(links.app('a/b?c')).toBe('/apps/a%2Fb%3Fc');
    expect(links.overview({ window: '5m' })).toBe('/');
    expect(links.requests({ app: 'x', state: 'late', cause: 'cold-start' })).toBe(
      '/requests?app=x&state=late&cause=cold-start',
    );
  });
});
