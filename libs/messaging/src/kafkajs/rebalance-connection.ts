import { createRequire } from 'node:module';

/** What of kafkajs's connections to one broker is used here. */
interface ConnectionPool {
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}
/** What of kafkajs's broker is used here. */
export interface Coordinator {
  readonly nodeId: number | string;
  readonly connectionPool: ConnectionPool;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  joinGroup(terms: object): Promise<JoinAnswer>;
  syncGroup(terms: object): Promise<{ readonly memberAssignment: Buffer }>;
}
export interface JoinAnswer {
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  /** Told to the leader alone. */
  readonly members: { memberId: string; memberMetadata: Buffer }[];
  readonly groupProtocol: string;
}
/** What of kafkajs's cluster is used here; a consumer has one of its own. */
export interface CoordinatingCluster {
  readonly brokerPool: {
    readonly rootLogger: unknown;
    readonly versions: unknown;
    readonly connectionPoolBuilder: { build(place: ConnectionPool): Promise<ConnectionPool> };
    createBroker(terms: object): Coordinator;
  };
  disconnect: (this: CoordinatingCluster) => Promise<void>;
}

const requireHere = createRequire(__filename);
const connections = new WeakMap<CoordinatingCluster, Coordinator>();

/** Has the connections that are opened here end with their cluster's own. */
export function closeRebalanceConnections(): void {
  const { prototype } = requireHere('kafkajs/src/cluster') as { prototype: CoordinatingCluster };
  const { disconnect } = prototype;
  prototype.disconnect = async function () {
    const connection = connections.get(this);
    connections.delete(this);
    await Promise.all([disconnect.call(this), connection?.disconnect()]);
  };
}

/**
 * A connection to the coordinator for joining a group alone: Kafka answers the requests of a connection one after the other,
 * and the answer to a join waits for all members of the group. On the connection that kafkajs 2.2.4 uses heartbeats
 * and commits would stand behind it.
 */
export async function rebalanceConnection(
  cluster: CoordinatingCluster,
  coordinator: Coordinator,
): Promise<Coordinator> {
  const known = connections.get(cluster);
  const connection =
    known !== undefined && isSamePlace(known, coordinator) ? known : await opened(cluster, coordinator);
  if (known !== connection) {
    connections.set(cluster, connection);
    void known?.disconnect().catch(() => undefined);
  }
  if (!connection.isConnected()) await connection.connect();
  return connection;
}

const isSamePlace = ({ connectionPool: one }: Coordinator, { connectionPool: two }: Coordinator): boolean =>
  one.host === two.host && one.port === two.port;

async function opened({ brokerPool }: CoordinatingCluster, coordinator: Coordinator): Promise<Coordinator> {
  const { host, port, rack } = coordinator.connectionPool;
  return brokerPool.createBroker({
    logger: brokerPool.rootLogger,
    versions: brokerPool.versions,
    connectionPool: await brokerPool.connectionPoolBuilder.build({ host, port, rack }),
    nodeId: coordinator.nodeId,
  });
}
