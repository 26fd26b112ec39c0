import { peersAmong, watchedBy } from '../../src/presence/ring';
import { withAddress } from '../../src/presence/presence-address';

const instanceOf = (name: string): string => name.padEnd(36, '0');
const member = (memberId: string) => ({
  memberId,
  metadata: withAddress(Buffer.alloc(6), { host: '10.0.0.1', port: 1, instance: instanceOf(memberId) }),
});
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => index.toString(16).padStart(2, '0'));

describe('who watches whom', () => {
  const watchersOf = (count: number): string[][] => {
    const members = names(count).map(member).toReversed();
    return names(count).map((own) =>
      watchedBy(own, peersAmong(members, instanceOf(own))).map(({ memberId }) => memberId),
    );
  };

  it('is everybody everybody, in small groups', () => {
    expect(watchersOf(1)).toEqual([[]]);
    expect(watchersOf(3)).toEqual([
      ['01', '02'],
      ['02', '00'],
      ['00', '01'],
    ]);
  });

  it('is each the next three, in large groups', () => {
    const watched = watchersOf(20);
    expect(watched[18]).toEqual(['13', '00', '01']);
    const counts = names(20).map((name) => watched.flat().filter((one) => one === name).length);
    expect(new Set(counts)).toEqual(new Set([3]));
  });

  it('leaves out those that do not say where they are', () => {
    const silent = { memberId: '01', metadata: Buffer.alloc(6) };
    expect(watchedBy('00', peersAmong([member('00'), silent, member('02')], instanceOf('00')))).toEqual([
      expect.objectContaining({ memberId: '02' }),
    ]);
  });
});
