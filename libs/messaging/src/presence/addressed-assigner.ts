import type { PartitionAssigner } from 'kafkajs';
import { withAddress, type PresenceAddress } from './presence-address';

/** Divides as `assigner` does; members say their address too when they join, where they have one by then. */
export const addressedAssigner =
  (assigner: PartitionAssigner, addressNow: () => PresenceAddress | undefined): PartitionAssigner =>
  (terms) => {
    const inner = assigner(terms);
    const addressed = Object.create(inner) as typeof inner;
    addressed.protocol = (subscription) => {
      const said = inner.protocol.call(addressed, subscription); // what it says of its consumer is set on this one
      const address = addressNow();
      return address === undefined ? said : { ...said, metadata: withAddress(said.metadata, address) };
    };
    return addressed;
  };
