import { createRequire } from 'node:module';

/** What of kafkajs's membership in a group is used here. */
interface ConsumerGroup {
  readonly groupId: string;
  readonly memberId: string | null;
  readonly instrumentationEmitter: { emit: (event: string, payload: object) => void };
  heartbeat: (this: ConsumerGroup, terms: { readonly interval: number }) => Promise<void>;
}

const requireHere = createRequire(__filename);

/**
 * A consumer of kafkajs 2.2.4 that its coordinator does not know any more joins again without a word: until it has, whoever
 * follows its membership takes for its own what others read already. Here it says that its group rebalances, as in
 * every other case.
 */
export function announceExpulsions(): void {
  const { prototype } = requireHere('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup };
  const { events } = requireHere('kafkajs/src/consumer/instrumentationEvents') as {
    events: { readonly REBALANCING: string };
  };
  const { heartbeat } = prototype;
  prototype.heartbeat = async function (terms) {
    try {
      await heartbeat.call(this, terms);
    } catch (error) {
      const { groupId, memberId } = this;
      if ((error as { readonly type?: string }).type === 'UNKNOWN_MEMBER_ID')
        this.instrumentationEmitter.emit(events.REBALANCING, { groupId, memberId });
      throw error;
    }
  };
}
