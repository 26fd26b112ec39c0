import { Type, type Static } from '@sinclair/typebox';
import { Name } from '../schema/scalars';

const Curve = Type.Object(
  {
    alphaSeconds: Type.Number({ minimum: 0 }),
    betaVcpu: Type.Number({ exclusiveMinimum: 0 }),
    gammaSeconds: Type.Number({ minimum: 0 }),
  },
  { additionalProperties: false, description: 'L(c) = alpha · exp(−c / beta) + gamma, seconds (Eq. 1).' },
);

const CpuProfile = Type.Object(
  {
    memoryMb: Type.Object(
      { slopeMbPerRequest: Type.Number({ minimum: 0 }), baseMb: Type.Number({ minimum: 0 }) },
      { additionalProperties: false },
    ),
    avg: Type.Array(Curve, { minItems: 1, maxItems: 32, description: 'Average latency; entry b − 1 is batch size b.' }),
    max: Type.Array(Curve, { minItems: 1, maxItems: 32, description: 'Maximum latency; entry b − 1 is batch size b.' }),
  },
  { additionalProperties: false },
);

const GpuProfile = Type.Object(
  {
    card: Type.String({ minLength: 1, maxLength: 40, description: 'The card the profile was measured on.' }),
    cardMemoryGb: Type.Number({ exclusiveMinimum: 0, maximum: 1024 }),
    timeSliceSeconds: Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'τ of Eq. 4.' }),
    xi1SecondsPerRequest: Type.Number({ minimum: 0, description: 'ξ1 of Eq. 2.' }),
    xi2Seconds: Type.Number({ description: 'ξ2 of Eq. 2.' }),
    memoryMb: Type.Number({ exclusiveMinimum: 0, description: 'Main memory of a GPU function.' }),
    batchLimitByGb: Type.Array(Type.Integer({ minimum: 0 }), {
      maxItems: 1024,
      description: 'Largest batch that fits into 1 GB, 2 GB, … of GPU memory; past the end any batch fits.',
    }),
    gpuShare: Type.Number({ minimum: 0, maximum: 1, description: 'Part of the latency spent on the GPU.' }),
    cpuShare: Type.Number({ minimum: 0, maximum: 1, description: 'Part of the latency spent on the host CPU.' }),
    wholeCard: Type.Optional(
      Type.Object(
        { maxXi1SecondsPerRequest: Type.Number({ minimum: 0 }), maxXi2Seconds: Type.Number() },
        { additionalProperties: false, description: 'Measured 99 % point on a card held whole, as a line over b.' },
      ),
    ),
  },
  { additionalProperties: false },
);

export const ModelProfileSchema = Type.Object(
  { cpu: Type.Optional(CpuProfile), gpu: Type.Optional(GpuProfile) },
  { additionalProperties: false, minProperties: 1, description: 'Latency profile of a model; CPU, GPU or both.' },
);

/** State of one model: what runs in its functions and how long that takes. */
export const ModelProfiled = Type.Object(
  {
    name: Name,
    version: Type.String({ minLength: 1, maxLength: 63 }),
    image: Type.String({ minLength: 1, maxLength: 512, description: 'Container image of the function.' }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    env: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Type.String({ maxLength: 4096 }))),
    role: Type.Optional(Type.String({ maxLength: 256 })),
    vpc: Type.Optional(
      Type.Object(
        {
          vpcId: Type.String({ maxLength: 128 }),
          vSwitchIds: Type.Array(Type.String({ maxLength: 128 }), { maxItems: 16 }),
          securityGroupId: Type.String({ maxLength: 128 }),
        },
        { additionalProperties: false },
      ),
    ),
    maxItemBytes: Type.Optional(Type.Integer({ minimum: 1 })),
    profile: ModelProfileSchema,
  },
  { $id: 'ModelProfiled', additionalProperties: false },
);
export type ModelProfiled = Static<typeof ModelProfiled>;
