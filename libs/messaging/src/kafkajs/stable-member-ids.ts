import { createRequire } from 'node:module';

/** What of kafkajs's membership in a group is used here; a new one for each run of a consumer, on the consumer's own cluster. */
interface ConsumerGroup {
  readonly cluster: object;
  memberId: string | null;
  connect: (this: ConsumerGroup) => Promise<void>;
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  leave: (this: ConsumerGroup) => Promise<void>;
}

const requireHere = createRequire(__filename);

/**
 * A consumer of kafkajs 2.2.4 that could not reach its broker starts over as another member of its group. Its former self has
 * not left: until that one's session times out, six seconds after the broker is back, the group is not divided and nobody
 * reads. Here it comes back as the member that it was, and goes on with the partitions that it had.
 */
export function keepMemberIds(): void {
  const { prototype } = requireHere('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup };
  const { connect, joinAndSync, leave } = prototype;
  /** Who a consumer still is to its group, by its cluster. */
  const members = new WeakMap<object, string>();
  const note = ({ cluster, memberId }: ConsumerGroup): void => {
    if (memberId === null) members.delete(cluster);
    else members.set(cluster, memberId);
  };

  prototype.connect = async function () {
    await connect.call(this);
    this.memberId = members.get(this.cluster) ?? null;
  };

  // A coordinator that does not know the member has it join as a new one.
  prototype.joinAndSync = async function () {
    try {
      await joinAndSync.call(this);
    } finally {
      note(this);
    }
  };

  // Where it could not leave it still is the member.
  prototype.leave = async function () {
    await leave.call(this);
    note(this);
  };
}
