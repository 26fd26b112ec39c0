import { setTimeout as sleep } from 'node:timers/promises';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type AclEntry,
  type Admin,
  type Kafka,
} from 'kafkajs';

/** As `harmonybatch acls --format json` prints one. */
export interface Right {
  readonly resource: 'topic' | 'group';
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  readonly operations: readonly string[];
}
export interface UserRights {
  readonly user: string;
  readonly rights: readonly Right[];
}

const pollMs = 50;
const patienceMs = 30_000;
const operations: Readonly<Record<string, AclOperationTypes>> = {
  Create: AclOperationTypes.CREATE,
  Delete: AclOperationTypes.DELETE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
};
const any = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
};

/** Gives each user these rights, and none beside them; resolves when Kafka judges by them. */
export async function giveRights(kafka: Kafka, users: ReadonlyMap<string, readonly Right[]>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const [user, rights] of users) {
      await admin.deleteAcls({ filters: [{ ...any, principal: principalOf(user), host: '*' }] });
      await untilThereAre(admin, user, 0);
      const acl = rights.flatMap((right) => entriesOf(user, right));
      if (acl.length > 0) await admin.createAcls({ acl });
      await untilThereAre(admin, user, acl.length);
    }
  } finally {
    await admin.disconnect();
  }
}

/** The broker takes them from its controller. */
async function untilThereAre(admin: Admin, user: string, count: number): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const { resources } = await admin.describeAcls({ ...any, principal: principalOf(user) });
    const given = resources.reduce((sum, { acls }) => sum + acls.length, 0);
    if (given === count) return;
    if (performance.now() > endMs) throw new Error(`Kafka has ${given} rights of ${user}, and not ${count}`);
    await sleep(pollMs);
  }
}

const principalOf = (user: string): string => `User:${user}`;

const entriesOf = (user: string, { resource, name, pattern, operations: asked }: Right): AclEntry[] =>
  asked.map((operation) => ({
    principal: principalOf(user),
    host: '*',
    operation: operations[operation]!,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: name,
    resourcePatternType: pattern === 'prefixed' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
  }));
