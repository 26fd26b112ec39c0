import { PeerWatch } from './peer-watch';
import { keyOf } from './presence-address';
import type { Peer } from './ring';

/** A membership of a process in one group. */
export interface DeadMember {
  readonly groupId: string;
  readonly memberId: string;
}

/** Holds one connection to each process that is watched, whatever the number of groups that it is watched in. */
export class PeerWatches {
  private readonly peersByGroup = new Map<string, readonly Peer[]>();
  private readonly watches = new Map<string, PeerWatch>();

  /**
   * @param ownStack see `networkStack`
   * @param onDead told of every membership of a process that is dead
   */
  constructor(
    private readonly ownStack: string | undefined,
    private readonly onDead: (members: readonly DeadMember[]) => void,
  ) {}

  /** From now on these are watched in the group, and no others. */
  watch(groupId: string, peers: readonly Peer[]): void {
    this.peersByGroup.set(groupId, peers);
    const wanted = new Map([...this.peersByGroup.values()].flat().map(({ address }) => [keyOf(address), address]));
    for (const [key, watch] of this.watches) {
      if (wanted.has(key)) continue;
      watch.stop();
      this.watches.delete(key);
    }
    for (const [key, address] of wanted) {
      if (this.watches.has(key)) continue;
      // Whoever is dead or has said goodbye keeps its place: it is not connected to again for the time that its group still names it.
      const watch = new PeerWatch(address, this.ownStack, () => this.onDead(this.membershipsOf(key)));
      this.watches.set(key, watch);
      void watch.run();
    }
  }

  close(): void {
    for (const watch of this.watches.values()) watch.stop();
    this.watches.clear();
    this.peersByGroup.clear();
  }

  private membershipsOf(key: string): DeadMember[] {
    return [...this.peersByGroup].flatMap(([groupId, peers]) =>
      peers.filter(({ address }) => keyOf(address) === key).map(({ memberId }) => ({ groupId, memberId })),
    );
  }
}
