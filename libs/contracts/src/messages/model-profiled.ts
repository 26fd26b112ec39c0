import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { FunctionPath, FunctionProtocol } from '../schema/function-call';
import { Name, limits } from '../schema/scalars';
import { ModelContainer } from './model-container';

/** No invocation takes longer than a day, and no function has more memory than this: what is beyond could not be planned. */
const daySeconds = 86_400;
const maxMb = 1e7;
const Seconds = Type.Number({ minimum: 0, maximum: daySeconds });
const Megabytes = Type.Number({ minimum: 0, maximum: maxMb });

const SignedSeconds = Type.Number({ minimum: -daySeconds, maximum: daySeconds });
const Vcpu = Type.Number({ exclusiveMinimum: 0, maximum: 1024 });

const ExponentialCurve = Type.Object(
  {
    form: Type.Optional(Type.Literal('exponential')),
    alphaSeconds: Seconds,
    betaVcpu: Type.Number({ exclusiveMinimum: 0 }),
    gammaSeconds: SignedSeconds,
  },
  { additionalProperties: false, description: 'L(c) = alpha · exp(−c / beta) + gamma, seconds (Eq. 1).' },
);

const ReciprocalCurve = Type.Object(
  { form: Type.Literal('reciprocal'), workVcpuSeconds: Seconds, baseSeconds: SignedSeconds },
  { additionalProperties: false, description: 'L(c) = work / c + base, seconds.' },
);

const MeasuredCurve = Type.Object(
  {
    form: Type.Literal('measured'),
    points: Type.Array(
      Type.Object(
        { vcpu: Vcpu, seconds: Type.Number({ exclusiveMinimum: 0, maximum: daySeconds }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 64, description: 'In order of vCPU, each once.' },
    ),
  },
  { additionalProperties: false, description: 'Measured points; between two of them a line over 1 / c.' },
);

const Curve = Type.Union([ExponentialCurve, ReciprocalCurve, MeasuredCurve], {
  description: 'Latency over the vCPU of a function, in one of three forms.',
});

const CurveFit = Type.Object(
  {
    residualShare: Type.Number({ minimum: 0, description: 'Root mean square error at the points that were fitted.' }),
    heldOutShare: Type.Number({ minimum: 0, description: 'Largest error at a point that the fit had not seen.' }),
    confidenceShare: Type.Number({ minimum: 0, description: 'Half the 95 % interval of what was measured.' }),
  },
  { additionalProperties: false, description: 'Errors relative to the measured latency.' },
);

const ProfileFit = Type.Object(
  {
    points: Type.Integer({ minimum: 1, description: 'Sizes of function and batch that were measured.' }),
    runs: Type.Integer({ minimum: 1, description: 'Invocations of them.' }),
    avg: CurveFit,
    max: CurveFit,
  },
  { additionalProperties: false, description: 'How well the profile tells what was measured; no plan depends on it.' },
);

const InitialisationSeconds = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 3_600,
    description: 'How long an instance initialises before its first batch, on average; unknown where absent.',
  }),
);

const rangeOf = <T extends TSchema>(value: T, description: string) =>
  Type.Object({ least: value, most: value }, { additionalProperties: false, description });

const CpuProfile = Type.Object(
  {
    memoryMb: Type.Object({ slopeMbPerRequest: Megabytes, baseMb: Megabytes }, { additionalProperties: false }),
    avg: Type.Array(Curve, { minItems: 1, maxItems: 32, description: 'Average latency; entry b − 1 is batch size b.' }),
    max: Type.Array(Curve, { minItems: 1, maxItems: 32, description: 'Maximum latency; entry b − 1 is batch size b.' }),
    measuredVcpu: Type.Optional(
      rangeOf(Vcpu, 'vCPU it was measured on; needed where a curve falls below zero beyond.'),
    ),
    measuredBatchSizes: Type.Optional(
      rangeOf(Type.Integer({ minimum: 1, maximum: 1024 }), 'Batch sizes it was measured with; all where absent.'),
    ),
    quantiles: Type.Optional(
      Type.Array(
        Type.Object(
          {
            share: Type.Number({ exclusiveMinimum: 0, maximum: 0.99999 }),
            curves: Type.Array(Curve, { minItems: 1, maxItems: 32, description: 'Entry b − 1 is batch size b.' }),
            spreadShare: Type.Optional(Type.Number({ minimum: 0, description: 'Half the 95 % interval of them.' })),
          },
          { additionalProperties: false, description: 'The latency that this share of executions does not exceed.' },
        ),
        { maxItems: 8, description: 'Measured quantiles beside average and maximum.' },
      ),
    ),
    initialisationSeconds: InitialisationSeconds,
    fit: Type.Optional(ProfileFit),
  },
  { additionalProperties: false },
);

const MeasuredBatch = Type.Object(
  {
    batchSize: Type.Integer({ minimum: 1, maximum: 1024 }),
    avgSeconds: Type.Number({ exclusiveMinimum: 0, maximum: daySeconds }),
    maxSeconds: Type.Number({ exclusiveMinimum: 0, maximum: daySeconds }),
  },
  { additionalProperties: false, description: 'Mean and 99 % point of batches of one size on the whole card.' },
);

const GpuProfile = Type.Object(
  {
    card: Type.String({ minLength: 1, maxLength: 40, description: 'The card the profile was measured on.' }),
    cardMemoryGb: Type.Number({ minimum: 1, maximum: 1024 }),
    timeSliceSeconds: Type.Number({ minimum: 1e-6, maximum: 1, description: 'τ of Eq. 4.' }),
    xi1SecondsPerRequest: Type.Number({ minimum: 0, maximum: daySeconds, description: 'ξ1 of Eq. 2.' }),
    xi2Seconds: Type.Number({ minimum: -daySeconds, maximum: daySeconds, description: 'ξ2 of Eq. 2.' }),
    memoryMb: Type.Number({ exclusiveMinimum: 0, maximum: maxMb, description: 'Main memory of a GPU function.' }),
    batchLimitByGb: Type.Array(Type.Integer({ minimum: 0 }), {
      maxItems: 1024,
      description: 'Largest batch that fits into 1 GB, 2 GB, … of GPU memory; past the end any batch fits.',
    }),
    measuredBatchSizes: Type.Optional(
      rangeOf(Type.Integer({ minimum: 1, maximum: 1024 }), 'Batch sizes it was measured with; 1 to 32 where absent.'),
    ),
    gpuShare: Type.Number({ minimum: 0, maximum: 1, description: 'Part of the latency spent on the GPU.' }),
    cpuShare: Type.Number({ minimum: 0, maximum: 1, description: 'Part of the latency spent on the host CPU.' }),
    wholeCard: Type.Optional(
      Type.Object(
        { maxXi1SecondsPerRequest: Seconds, maxXi2Seconds: Type.Number({ minimum: -daySeconds, maximum: daySeconds }) },
        { additionalProperties: false, description: 'Measured 99 % point on a card held whole, as a line over b.' },
      ),
    ),
    initialisationSeconds: InitialisationSeconds,
    measured: Type.Optional(
      Type.Array(MeasuredBatch, {
        minItems: 1,
        maxItems: 64,
        description: 'In order of batch size from 1, in place of the lines over b: a line from one size to the next.',
      }),
    ),
    fit: Type.Optional(ProfileFit),
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
    version: Type.String({ minLength: 1, maxLength: limits.maxModelVersionLength }),
    image: Type.String({ minLength: 1, maxLength: 512, description: 'Container image of the function.' }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    protocol: Type.Optional(FunctionProtocol),
    path: Type.Optional(FunctionPath),
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
    container: Type.Optional(ModelContainer),
    maxItemBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.maxInvocationBytes })),
    profile: ModelProfileSchema,
  },
  { $id: 'ModelProfiled', additionalProperties: false },
);
export type ModelProfiled = Static<typeof ModelProfiled>;
