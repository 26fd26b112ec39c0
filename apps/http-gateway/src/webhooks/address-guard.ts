import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

/**
 * Networks that are not of the public internet
 * (https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, and multicast).
 */
const specialNetworks = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'],
];
/** All that is public of IPv6 lies in it. */
const publicIpv6 = ['2000::/3'];

/** A host leads to an address that no webhook may be sent to. */
export class RefusedAddressError extends Error {}

/**
 * Which addresses may be connected to: those of the public internet, and of networks that the operator names. It is asked for the address
 * that a connection is made to, so that a name which resolves otherwise a moment later leads nowhere else.
 */
export class AddressGuard {
  private readonly named: BlockList;

  /** @param networks in CIDR notation. @throws TypeError, RangeError of one that is none */
  constructor(networks: readonly string[]) {
    this.named = listOf(networks);
  }

  allows(address: string): boolean {
    return this.named.check(address, familyOf(address)) || isPublic(address);
  }

  /** @param host as URLs have it: a name is allowed, for it is looked up later. @throws RefusedAddressError */
  checkHost(host: string): void {
    const address = host.replace(/^\[|\]$/g, '');
    if (isIP(address) !== 0) this.check(address);
  }

  /** Looks a name up for a connection, and refuses it where any of its addresses is. */
  readonly lookup: LookupFunction = (hostname, options: LookupOptions, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const fault = error ?? this.faultOf(addresses);
      if (fault !== null) callback(fault, [], 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

  private faultOf(addresses: readonly LookupAddress[]): Error | null {
    try {
      for (const { address } of addresses) this.check(address);
      return null;
    } catch (error) {
      return error as Error;
    }
  }

  private check(address: string): void {
    if (!this.allows(address))
      throw new RefusedAddressError(
        `${address} is no address of the public internet, nor one that is named as allowed`,
      );
  }
}

const special = listOf(specialNetworks);
const publicOfIpv6 = listOf(publicIpv6);

/** An address of IPv4 that is written as one of IPv6 is looked for among those of IPv4. */
function isPublic(address: string): boolean {
  const family = familyOf(address);
  return !special.check(address, family) && (family === 'ipv4' || publicOfIpv6.check(address, family));
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
