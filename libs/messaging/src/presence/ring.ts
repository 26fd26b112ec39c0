import { addressIn, type PresenceAddress } from './presence-address';
import type { GroupMember } from '../kafkajs/group-members';

/** So many watch each member: some may die with it. */
export const watchersOfEach = 3;

/** A member of a group that says where it can be watched. */
export interface Peer {
  readonly memberId: string;
  readonly address: PresenceAddress;
}

/** Members of other processes that say where they are. */
export const peersAmong = (members: readonly GroupMember[], ownInstance: string): Peer[] =>
  members.flatMap(({ memberId, metadata }) => {
    const address = addressIn(metadata);
    return address === undefined || address.instance === ownInstance ? [] : [{ memberId, address }];
  });

/**
 * The peers that `ownMemberId` watches: those that come after it where all are in a ring, in the order of their ids. So each is
 * watched by the same number of others, and connections do not grow with the square of the group.
 */
export function watchedBy(ownMemberId: string, peers: readonly Peer[]): Peer[] {
  const inOrder = peers.toSorted((one, other) => (one.memberId < other.memberId ? -1 : 1));
  const next = inOrder.findIndex(({ memberId }) => memberId > ownMemberId);
  const from = next === -1 ? 0 : next;
  return [...inOrder.slice(from), ...inOrder.slice(0, from)].slice(0, watchersOfEach);
}
