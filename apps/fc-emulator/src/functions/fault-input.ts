import { Type, type Static, type TObject } from '@sinclair/typebox';
import { compile } from '@harmonybatch/contracts';
import { ApiError } from '../http/api-error';

const strict = { additionalProperties: false };

const FunctionFaults = Type.Object(
  {
    slowdown: Type.Optional(Type.Number({ minimum: 1, maximum: 1_000, description: 'Factor of every run.' })),
    state: Type.Optional(
      Type.Union([Type.Literal('Active'), Type.Literal('Pending'), Type.Literal('Inactive'), Type.Literal('Failed')]),
    ),
    reason: Type.Optional(Type.String({ maxLength: 256 })),
    invocationDisabled: Type.Optional(Type.Boolean()),
    lost: Type.Optional(Type.Boolean()),
  },
  strict,
);

const AccountFaults = Type.Object(
  {
    maxInstances: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    acceptedToken: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 4_096 })])),
    missingImages: Type.Optional(Type.Array(Type.String({ maxLength: 512 }), { maxItems: 100 })),
  },
  strict,
);

const reader = <T extends TObject>(schema: T): ((value: unknown) => Static<T>) => {
  const validator = compile(schema);
  return (value) => {
    if (validator.check(value)) return value;
    const faults = validator.explain(value).map(({ field, message }) => `${field.slice(1)}: ${message}`);
    throw new ApiError('InvalidArgument', faults.join('; '));
  };
};

/** What is to go wrong with one function. Throws InvalidArgument. */
export const readFunctionFaults = reader(FunctionFaults);
/** What is to be otherwise for the account. Throws InvalidArgument. */
export const readAccountFaults = reader(AccountFaults);
