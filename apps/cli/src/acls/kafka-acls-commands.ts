import type { Right, UserRights } from './rights';

/** A word as a shell takes it unchanged. */
const quoted = (word: string): string =>
  /^[A-Za-z0-9._:,/@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Arguments of `kafka-acls.sh` that add a right to those of a user. */
export const argumentsOfRight = (user: string, { resource, name, pattern, operations }: Right): string[] => [
  '--add',
  '--force',
  ...['--allow-principal', `User:${user}`],
  ...operations.flatMap((operation) => ['--operation', operation]),
  ...[`--${resource}`, name],
  ...['--resource-pattern-type', pattern],
];

/** A script of `kafka-acls.sh`, which may be run again: what is there already stays. */
export function kafkaAclsCommands(users: readonly UserRights[]): string {
  const blocks = users.map(({ user, purpose, rights }) =>
    [
      `# User:${user}: ${purpose}`,
      ...rights.map(
        (right) => `kafka-acls.sh $KAFKA_ACLS_OPTIONS ${argumentsOfRight(user, right).map(quoted).join(' ')}`,
      ),
    ].join('\n'),
  );
  return `# KAFKA_ACLS_OPTIONS="--bootstrap-server HOST:PORT --command-config admin.properties"\n\n${blocks.join('\n\n')}\n`;
}
