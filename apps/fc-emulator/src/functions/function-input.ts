import { Type, type Static } from '@sinclair/typebox';
import { compile, type Validator } from '@harmonybatch/contracts';
import { ApiError } from '../http/api-error';
import { TagsInput, withoutRepeats } from './tag-input';

const AnyObject = Type.Object({}, { additionalProperties: true });
const Seconds = (minimum: number, maximum: number) => Type.Optional(Type.Integer({ minimum, maximum }));

const Words = Type.Array(Type.String({ maxLength: 2048 }), { maxItems: 64 });

const HealthCheck = Type.Object({
  httpGetUrl: Type.Optional(Type.String({ pattern: '^/', maxLength: 2048 })),
  initialDelaySeconds: Seconds(0, 120),
  periodSeconds: Seconds(1, 120),
  timeoutSeconds: Seconds(1, 3),
  failureThreshold: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
  successThreshold: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
});

const Hook = Type.Object(
  {
    handler: Type.Optional(Type.String({ maxLength: 128 })),
    timeout: Seconds(1, 600),
    command: Type.Optional(Type.Array(Type.String(), { maxItems: 64 })),
  },
  { additionalProperties: true },
);

export const functionNamePattern = '^[A-Za-z_][A-Za-z0-9_-]{0,63}$';

/** Fields that may be changed by UpdateFunction; those of no effect here are kept and shown. */
const changeable = {
  cpu: Type.Number({ exclusiveMinimum: 0, maximum: 1024 }),
  memorySize: Type.Integer({ minimum: 1, maximum: 2 ** 24 }),
  gpuConfig: Type.Optional(
    Type.Object({
      gpuType: Type.String({ maxLength: 64 }),
      gpuMemorySize: Type.Integer({ minimum: 1, maximum: 2 ** 24 }),
    }),
  ),
  customContainerConfig: Type.Object(
    {
      image: Type.String({ minLength: 1, maxLength: 512 }),
      port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
      healthCheckConfig: Type.Optional(HealthCheck),
      entrypoint: Type.Optional(Words),
      command: Type.Optional(Words),
    },
    { additionalProperties: true },
  ),
  runtime: Type.Literal('custom-container'),
  handler: Type.String({ minLength: 1, maxLength: 128 }),
  diskSize: Type.Union([Type.Literal(512), Type.Literal(10240)]),
  timeout: Type.Integer({ minimum: 1, maximum: 86_400 }),
  instanceConcurrency: Type.Integer({ minimum: 1, maximum: 200 }),
  environmentVariables: Type.Record(Type.String(), Type.String()),
  description: Type.Optional(Type.String({ maxLength: 256 })),
  idleTimeout: Type.Optional(Type.Integer({ minimum: 1 })),
  internetAccess: Type.Optional(Type.Boolean()),
  role: Type.Optional(Type.String({ maxLength: 256 })),
  vpcConfig: Type.Optional(AnyObject),
  logConfig: Type.Optional(AnyObject),
  instanceLifecycleConfig: Type.Optional(
    Type.Object({ initializer: Type.Optional(Hook), preStop: Type.Optional(Hook) }, { additionalProperties: true }),
  ),
  nasConfig: Type.Optional(AnyObject),
  ossMountConfig: Type.Optional(AnyObject),
  tracingConfig: Type.Optional(AnyObject),
  customDNS: Type.Optional(AnyObject),
  disableInjectCredentials: Type.Optional(Type.String({ maxLength: 64 })),
};

const fixed = {
  functionName: Type.String({ pattern: functionNamePattern }),
  tags: Type.Optional(TagsInput),
};

const FunctionInput = Type.Object({ ...fixed, ...changeable });
const FunctionChange = Type.Partial(Type.Object(changeable));

/** A function's settings as the API names them, defaults filled in. */
export type FunctionInput = Static<typeof FunctionInput>;
export type FunctionChange = Static<typeof FunctionChange>;

const functionInput = compile(FunctionInput);
const functionChange = compile(FunctionChange);

/** What the API fills in where a caller is silent. */
const defaults = { diskSize: 512, timeout: 3, instanceConcurrency: 1, environmentVariables: {} };

/** Largest environment of a function: names and values together, bytes. */
const maxEnvironmentBytes = 4096;

/** Settings of a new function from the body of CreateFunction. Throws InvalidArgument. */
export function readFunctionInput(body: unknown): FunctionInput {
  const given = { ...defaults, ...knownFields(body, { ...fixed, ...changeable }) };
  const input = withinEnvironmentLimit(checked(functionInput, given));
  return input.tags === undefined ? input : { ...input, tags: withoutRepeats(input.tags) };
}

/** Changed settings from the body of UpdateFunction. Throws InvalidArgument. */
export function readFunctionChange(body: unknown): FunctionChange {
  return withinEnvironmentLimit(checked(functionChange, knownFields(body, changeable)));
}

/** Null means absent, as in the SDK's models. Throws InvalidArgument for a field that would have no effect here. */
function knownFields(body: unknown, known: object): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) throw new ApiError('InvalidArgument', 'the body is not a JSON object');
  const given = Object.entries(body).filter(([, value]) => value !== null);
  const unknown = given.map(([key]) => key).filter((key) => !Object.hasOwn(known, key));
  if (unknown.length === 0) return Object.fromEntries(given);
  throw new ApiError('InvalidArgument', `${unknown.slice(0, 5).join(', ')}: not emulated; leave it out`);
}

function checked<T extends typeof FunctionInput | typeof FunctionChange>(
  validator: Validator<T>,
  value: unknown,
): Static<T> {
  if (validator.check(value)) return value;
  const faults = validator.explain(value).map((fault) => `${fault.field.slice(1)}: ${fault.message}`);
  throw new ApiError('InvalidArgument', faults.join('; '));
}

function withinEnvironmentLimit<T extends FunctionChange>(input: T): T {
  const pairs = Object.entries(input.environmentVariables ?? {});
  const bytes = pairs.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes <= maxEnvironmentBytes) return input;
  throw new ApiError(
    'InvalidArgument',
    `environmentVariables: ${bytes} bytes, at most ${maxEnvironmentBytes} are allowed`,
  );
}
