import { ModelContainer, type ModelProfiled, modelVersionOf, type PlanPublished } from '@harmonybatch/contracts';
import type { DesiredFunction } from '@harmonybatch/pipeline';
import { isSecret, tagsOf, withoutSecrets } from '@harmonybatch/platform-calls';
import { functionEnvironment } from '@harmonybatch/ports';
import { Type, type Static } from '@sinclair/typebox';
import type { ChosenPlan } from '../registry/chosen-plan';

const Text = Type.String({ minLength: 1 });
const strict = { additionalProperties: false };

const Shape = Type.Object(
  {
    type: Type.Union([Type.Literal('cpu'), Type.Literal('gpu')]),
    vcpu: Type.Number({ exclusiveMinimum: 0 }),
    memoryMb: Type.Number({ exclusiveMinimum: 0 }),
    gpuMemoryMb: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    gpuType: Type.Optional(Text),
  },
  strict,
);

const WrittenFunction = Type.Object(
  {
    name: Text,
    image: Text,
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    path: Type.Optional(Type.String({ description: 'That batches are posted to; /invoke where absent.' })),
    shape: Shape,
    concurrency: Type.Literal(1, { description: 'Invocations of an instance at a time.' }),
    warmInstances: Type.Integer({ minimum: 0 }),
    timeoutSeconds: Type.Number({ exclusiveMinimum: 0 }),
    maxBatchSize: Type.Integer({ minimum: 1 }),
    env: Type.Record(Type.String(), Type.String()),
    secretEnv: Type.Array(Text, { description: 'Variables that it needs as well, whose values are not written here.' }),
    role: Type.Optional(Text),
    vpc: Type.Optional(Type.Object({}, { additionalProperties: true })),
    container: Type.Optional(ModelContainer),
    tags: Type.Record(Type.String(), Type.String()),
    apps: Type.Array(Text),
  },
  strict,
);

/** What `plan export --format yaml` writes: the functions of a plan, whatever platform they run on. */
export const FunctionsDocument = Type.Object(
  {
    apiVersion: Type.Literal('harmonybatch.dev/v1'),
    kind: Type.Literal('Functions'),
    deployment: Text,
    platform: Text,
    model: Text,
    modelVersion: Text,
    plan: Type.Object(
      {
        epoch: Type.Optional(Type.Integer({ minimum: 0, description: 'Of a plan that is or was in force.' })),
        proposal: Type.Optional(Type.String({ description: 'Of a plan that waits.' })),
        plannedAt: Text,
        reason: Text,
      },
      strict,
    ),
    functions: Type.Array(WrittenFunction),
  },
  { $id: 'FunctionsDocument', ...strict },
);
export type FunctionsDocument = Static<typeof FunctionsDocument>;

export interface DocumentContext {
  /** The deployment, as its functions name it. */
  readonly owner: string;
  readonly platform: string;
}

export function functionsDocument(
  { epoch, proposal, plan }: ChosenPlan,
  model: ModelProfiled,
  functions: readonly DesiredFunction[],
  { owner, platform }: DocumentContext,
): FunctionsDocument {
  return {
    apiVersion: 'harmonybatch.dev/v1',
    kind: 'Functions',
    deployment: owner,
    platform,
    model: model.name,
    modelVersion: modelVersionOf(model),
    plan: {
      ...(epoch === undefined ? { proposal } : { epoch }),
      plannedAt: new Date(plan.plannedAtMs).toISOString(),
      reason: plan.reason,
    },
    functions: functions.map((one) => written(one, plan, owner)),
  };
}

function written({ spec, warmInstances }: DesiredFunction, plan: PlanPublished, owner: string) {
  const { name, image, port, path, shape, timeoutSeconds, env, role, vpc, container } = spec;
  const groups = plan.groups.filter(({ functionName }) => functionName === name);
  return present({
    name,
    image,
    port,
    path,
    shape: { ...shape },
    concurrency: 1 as const,
    warmInstances,
    timeoutSeconds,
    maxBatchSize: Math.max(...groups.map(({ batchSize }) => batchSize)),
    env: withoutSecrets(functionEnvironment(spec)),
    secretEnv: Object.keys(env).filter(isSecret),
    role,
    vpc: vpc && { ...vpc },
    container,
    tags: { ...tagsOf(spec, owner) },
    apps: [...new Set(groups.flatMap(({ apps }) => apps.map((app) => app.name)))].sort(),
  });
}

const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
