import { Type, type Static } from '@sinclair/typebox';

const Word = Type.String({ minLength: 1, maxLength: 128 });
const Path = Type.String({ pattern: '^/', maxLength: 2_048 });
const Arguments = Type.Array(Type.String({ minLength: 1, maxLength: 4_096 }), { minItems: 1, maxItems: 64 });
const seconds = (least: number, most: number, description: string) =>
  Type.Optional(Type.Integer({ minimum: least, maximum: most, description }));
const strict = <T extends Parameters<typeof Type.Object>[0]>(fields: T, description?: string) =>
  Type.Object(
    fields,
    description === undefined ? { additionalProperties: false } : { additionalProperties: false, description },
  );

const HealthCheck = strict(
  {
    path: Path,
    initialDelaySeconds: seconds(0, 120, 'From the start of the container to the first check.'),
    periodSeconds: seconds(1, 120, 'Between two checks.'),
    timeoutSeconds: seconds(1, 3, 'Longest that a check may take.'),
    failureThreshold: seconds(1, 120, 'Checks that fail in a row until the instance counts as broken.'),
    successThreshold: seconds(1, 120, 'Checks that pass in a row until it counts as ready.'),
  },
  'Without it, and without an initializer, an instance counts as ready once its port is open.',
);

const Hook = (description: string) =>
  strict(
    {
      timeoutSeconds: Type.Integer({ minimum: 1, maximum: 600 }),
      command: Type.Optional(Arguments),
    },
    description,
  );

const Registry = strict(
  {
    userName: Type.Optional(Word),
    passwordVariable: Type.Optional(
      Type.String({
        pattern: '^HARMONYBATCH_REGISTRY_PASSWORD(_[A-Z0-9_]{1,64})?$',
        description: 'Environment variable of the planner that has the password: a record of Kafka is no place for it.',
      }),
    ),
    insecure: Type.Optional(Type.Boolean({ description: 'Whether its certificate is not checked.' })),
    rootCaCertBase64: Type.Optional(Type.String({ minLength: 1, maxLength: 16_384 })),
    network: Type.Optional(strict({ vpcId: Word, vSwitchId: Word, securityGroupId: Word })),
  },
  'A registry that is none of the platform’s own.',
);

const Logs = strict(
  {
    project: Word,
    logstore: Word,
    beginRule: Type.Optional(Type.Union([Type.Literal('None'), Type.Literal('DefaultRegex')])),
    instanceMetrics: Type.Optional(Type.Boolean()),
    requestMetrics: Type.Optional(Type.Boolean()),
  },
  'Where what the container writes is kept; nowhere without it.',
);

const NetworkFiles = strict(
  {
    userId: Type.Integer({ minimum: -1, maximum: 65_534 }),
    groupId: Type.Integer({ minimum: -1, maximum: 65_534 }),
    mounts: Type.Array(strict({ server: Word, directory: Path, tls: Type.Optional(Type.Boolean()) }), {
      minItems: 1,
      maxItems: 5,
    }),
  },
  'Network file systems (NAS).',
);

const ObjectStorage = strict(
  {
    mounts: Type.Array(
      strict({
        bucket: Word,
        path: Path,
        endpoint: Type.String({ pattern: '^https?://', maxLength: 256 }),
        directory: Path,
        readOnly: Type.Optional(Type.Boolean()),
      }),
      { minItems: 1, maxItems: 5 },
    ),
  },
  'Buckets of an object store (OSS).',
);

/** How a model's container is started, watched and stopped, what it mounts, and where its image and its logs lie. */
export const ModelContainer = strict({
  entrypoint: Type.Optional(Arguments),
  command: Type.Optional(Arguments),
  acrInstanceId: Type.Optional(
    Type.String({
      pattern: '^cri-[a-z0-9-]{1,60}$',
      description: 'Instance of Container Registry Enterprise that has the image.',
    }),
  ),
  registry: Type.Optional(Registry),
  healthCheck: Type.Optional(HealthCheck),
  initializer: Type.Optional(Hook('Called once before an instance gets work: POST /initialize, or the command.')),
  preStop: Type.Optional(Hook('Called before an instance goes: GET /pre-stop, or the command.')),
  logs: Type.Optional(Logs),
  diskMb: Type.Optional(Type.Union([Type.Literal(512), Type.Literal(10_240)])),
  nas: Type.Optional(NetworkFiles),
  oss: Type.Optional(ObjectStorage),
  timeoutSeconds: seconds(1, 86_400, 'Longest that one invocation may take; the planner’s setting where absent.'),
});
export type ModelContainer = Static<typeof ModelContainer>;
