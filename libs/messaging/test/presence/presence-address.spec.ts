import { randomUUID } from 'node:crypto';
import { addressIn, withAddress, type PresenceAddress } from '../../src/presence/presence-address';

const address: PresenceAddress = { host: '10.1.2.3', port: 8081, instance: randomUUID(), stack: 'a'.repeat(32) };
const subscription = Buffer.from([0, 0, 0, 0, 0, 1, 0, 1, 0x74, 0, 0, 0, 0]);
const said = (value: unknown): Buffer => withAddress(subscription, value as PresenceAddress);

describe('the address in what a member says', () => {
  it('is read back, and follows what was said before it', () => {
    const metadata = withAddress(subscription, address);
    expect(addressIn(metadata)).toEqual(address);
    expect(metadata.subarray(0, subscription.length)).toEqual(subscription);
  });

  it('may be without a network stack', () => {
    const { stack: _stack, ...rest } = address;
    expect(addressIn(said(rest))).toMatchObject(rest);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a subscription alone', subscription],
    ['a mark alone', Buffer.from('HBp1')],
    ['a length beyond its beginning', Buffer.from('\xff\xffHBp1', 'latin1')],
    ['no JSON', Buffer.from('xx\0\x02HBp1', 'latin1')],
    ['no object', said(null)],
    ['another host than a name or an address', said({ ...address, host: 'a b' })],
    ['no port', said({ ...address, port: 0 })],
    ['a port that is text', said({ ...address, port: '80' })],
    ['no instance', said({ ...address, instance: '' })],
    ['another kind of network stack', said({ ...address, stack: 7 })],
    ['more than 512 bytes', said({ ...address, more: 'x'.repeat(600) })],
  ])('is not found in %s', (_, metadata) => {
    expect(addressIn(metadata)).toBeUndefined();
  });
});
