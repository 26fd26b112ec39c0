import { Type } from '@sinclair/typebox';
import { compile } from '@harmonybatch/contracts';
import { ApiError } from '../http/api-error';
import type { Scaling } from '../instances/deployment';

const policies = Type.Optional(Type.Union([Type.Null(), Type.Array(Type.Unknown(), { maxItems: 0 })]));
const scalingInput = compile(
  Type.Object({
    minInstances: Type.Integer({ minimum: 0, maximum: 10_000 }),
    enableOnDemandScaling: Type.Optional(Type.Union([Type.Null(), Type.Boolean()])),
    horizontalScalingPolicies: policies,
    scheduledPolicies: policies,
    residentPoolId: Type.Optional(Type.Union([Type.Null(), Type.Literal('')])),
  }),
);
const concurrencyInput = compile(Type.Object({ reservedConcurrency: Type.Integer({ minimum: 0, maximum: 100_000 }) }));

/** Body of PutScalingConfig. Policies and resident pools are not emulated. Throws InvalidArgument. */
export function readScaling(body: unknown): Scaling {
  if (!scalingInput.check(body)) throw invalid(scalingInput.explain(body));
  return { minInstances: body.minInstances, enableOnDemandScaling: body.enableOnDemandScaling ?? true };
}

/** Body of PutConcurrencyConfig. Throws InvalidArgument. */
export function readReservedConcurrency(body: unknown): number {
  if (!concurrencyInput.check(body)) throw invalid(concurrencyInput.explain(body));
  return body.reservedConcurrency;
}

const invalid = (faults: readonly { field: string; message: string }[]): ApiError =>
  new ApiError('InvalidArgument', faults.map((fault) => `${fault.field.slice(1)}: ${fault.message}`).join('; '));
