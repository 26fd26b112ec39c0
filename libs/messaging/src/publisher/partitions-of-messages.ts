import type { ICustomPartitioner, Message } from 'kafkajs';

/** Which partition each message went to: kafkajs says of a send only where its records of each partition begin. */
export class PartitionsOfMessages {
  private readonly partitions = new WeakMap<Message, number>();

  /** The same partitioner, whose choices are noted. */
  noting(partitioner: ICustomPartitioner): ICustomPartitioner {
    return () => {
      const choose = partitioner();
      return (args) => {
        const partition = choose(args);
        this.partitions.set(args.message, partition);
        return partition;
      };
    };
  }

  of(message: Message): number | undefined {
    return this.partitions.get(message);
  }
}
