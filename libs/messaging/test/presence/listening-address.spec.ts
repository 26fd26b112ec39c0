import { reachableHost } from '../../src/presence/listening-address';

const one = (address: string, internal = false) => ({ address, internal }) as never;

describe('where others reach what listens', () => {
  it('is there', () => {
    expect(reachableHost('127.0.0.1', {})).toBe('127.0.0.1');
    expect(reachableHost('10.0.0.7', { eth0: [one('10.0.0.8')] })).toBe('10.0.0.7');
  });

  it('is the first address of this machine that is not loopback, where all are listened on', () => {
    const interfaces = { lo: [one('127.0.0.1', true)], eth0: [one('fe80::1'), one('fd00::7'), one('172.18.0.4')] };
    expect(reachableHost('0.0.0.0', interfaces)).toBe('172.18.0.4');
    expect(reachableHost('::', { eth0: [one('fe80::1'), one('fd00::7')] })).toBe('fd00::7');
    expect(reachableHost('0.0.0.0', { lo: [one('127.0.0.1', true)] })).toBe('127.0.0.1');
  });
});
