import { limits } from '@harmonybatch/contracts';
import { unknownRateHz, type AppDemand } from '@harmonybatch/planning';
import { FieldReader } from '../documents/fields';
import type { Problem } from '../refusal';

const maxRateHz = 1e6;
/** The fields of a plan file's app, and those that only the registry's apps have. */
const known = [
  ...['name', 'sloMs', 'rateHz', 'attainment', 'expectedRateHz', 'model', 'whenLate', 'outcomeTopic'],
  ...['maxRateHz', 'maxBurst', 'maxInlineBytes'],
];

/** An app of a plan file or of the registry, with what had to be assumed of it. */
export interface ReadApp {
  readonly demand: AppDemand;
  readonly note?: string;
}

/**
 * Reads `{name, sloMs, rateHz, attainment?}`, or an app as it is registered, `{name, model, sloMs, expectedRateHz?}`: one of
 * those that does not say its rate is planned as the planner service plans it at first.
 * @param rates whether the rate is the one that stands there, or is watched, so that it may be absent
 */
export function readApp(
  value: Record<string, unknown>,
  path: string,
  problems: Problem[],
  rates: 'stated' | 'watched',
): ReadApp {
  const fields = new FieldReader(value, path, problems);
  fields.allow(known);
  const name = fields.name('name');
  const sloMs = fields.positive('sloMs', limits.maxSloMs, 'milliseconds');
  const unsaid = value.rateHz === undefined && value.expectedRateHz === undefined;
  const assumed = unsaid && (value.model !== undefined || rates === 'watched');
  const rateHz = assumed ? unknownRateHz : readRate(value, fields);
  const attainment = value.attainment === undefined ? undefined : readAttainment(value.attainment, fields);
  return {
    demand: { name, sloMs, rateHz, attainment },
    note:
      assumed && rates === 'stated'
        ? `App ${name} does not say its expectedRateHz: ${unknownRateHz} request a second is assumed, as live.`
        : undefined,
  };
}

function readRate({ rateHz, expectedRateHz }: Record<string, unknown>, fields: FieldReader): number {
  if (rateHz !== undefined && expectedRateHz !== undefined) {
    fields.fault('rateHz', 'stands beside expectedRateHz; keep one of the two');
  }
  const field = rateHz === undefined && expectedRateHz !== undefined ? 'expectedRateHz' : 'rateHz';
  return fields.positive(field, maxRateHz, 'requests per second');
}

function readAttainment(value: unknown, fields: FieldReader): number | undefined {
  if (typeof value === 'number' && value >= 0.5 && value <= 1) return value;
  fields.fault('attainment', 'must be a number from 0.5 to 1, such as 0.99');
  return undefined;
}
