import { ago, bytes, count, counted, duration, money, moneyPerHour, rate, share } from '../src/figures/format';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('figures as people read them', () => {
  test.each([
    [0.4217, '0.422 ms'],
    [99.94, '99.9 ms'],
    [312.4, '312 ms'],
    [1_250, '1.25 s'],
    [180_000, '3 min'],
    [9_000_000, '2.5 h'],
    [null, '–'],
  ])('%p ms is %s', (value, shown) => expect(plain(duration(value))).toBe(shown));

  test.each([
    [0.9, '90 %'],
    [0.955, '95.5 %'],
    [0.99996, '99.99 %'],
    [0.999999, '99.99 %'],
    [1, '100 %'],
    [0, '0 %'],
    [null, '–'],
  ])('a share of %p is %s: what is not whole is never 100 %%', (value, shown) =>
    expect(plain(share(value))).toBe(shown),
  );

  test('money has its currency, and three digits that count', () => {
    expect(plain(money(0.0012345, 'CNY'))).toBe('0.00123 CNY');
    expect(plain(money(12.345, 'USD'))).toBe('12.3 USD');
    expect(plain(money(123.456, 'USD'))).toBe('123.46 USD');
    expect(plain(money(12_345.6, 'USD'))).toBe('12,346 USD');
    expect(plain(moneyPerHour(0.5, 'CNY'))).toBe('0.5 CNY/h');
  });

  test('what is not known is a dash, never a 0', () => {
    expect(money(null, 'CNY')).toBe('–');
    expect(moneyPerHour(null, null)).toBe('–');
  });

  test('rates, bytes and numbers', () => {
    expect(plain(rate(0.0567))).toBe('0.0567 req/s');
    expect(plain(rate(4_112.4))).toBe('4,112 req/s');
    expect(plain(bytes(812))).toBe('812 B');
    expect(plain(bytes(4_096))).toBe('4 KiB');
    expect(count(12_345)).toBe('12,345');
    expect(counted(1, 'app')).toBe('1 app');
    expect(counted(2, 'app')).toBe('2 apps');
  });

  test('how long ago', () => {
    expect(plain(ago(1_000, 5_000))).toBe('4 s ago');
    expect(plain(ago(0, 600_000))).toBe('10 min ago');
    expect(plain(ago(9_000, 5_000))).toBe('0 s ago');
  });
});
