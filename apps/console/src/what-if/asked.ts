import type { WhatIf } from '@harmonybatch/console-api';
import { limits, type AppRegistered, type PlanPublished } from '@harmonybatch/contracts';
import { unknownRateHz } from '@harmonybatch/planning';
import { appsOf } from '../plans/terms-of-plan';
import { invalid, Refusal } from '../protocol/refusal';
import { choices } from './choices';
import type { AskedApp, AskedTerms } from './what-if-task';

/** The apps of a model as they are now: registered, at the rates that the plan in force is made for. */
export function appsNow(registered: readonly AppRegistered[], inForce: PlanPublished): AskedApp[] {
  const planned = new Map(appsOf(inForce).map(({ name, rateHz }) => [name, rateHz]));
  return registered.map(({ name, sloMs, attainment, expectedRateHz }) => ({
    ...{ name, sloMs },
    rateHz: planned.get(name) || expectedRateHz || unknownRateHz,
    ...(attainment === undefined ? {} : { attainment }),
  }));
}

/** Those apps with what was asked for. @throws Refusal where that makes no sense */
export function appsAsked(now: readonly AskedApp[], { apps: changes = [], rateFactor = 1 }: WhatIf): AskedApp[] {
  const byName = new Map(now.map((app) => [app.name, app]));
  const named = new Set<string>();
  changes.forEach(({ name, sloMs, rateHz, attainment }, at) => {
    if (named.has(name)) throw invalid(`/apps/${at}/name`, `app ${name} stands twice`, 'Say it once.');
    named.add(name);
    const before = byName.get(name);
    if (before === undefined && (sloMs === undefined || !rateHz))
      throw invalid(
        `/apps/${at}`,
        `there is no app ${name} now, and it does not say both`,
        'Say its sloMs and its rateHz, above 0.',
      );
    if (rateHz === 0) return void byName.delete(name);
    const promised = attainment ?? before?.attainment;
    byName.set(name, {
      ...{ name, sloMs: sloMs ?? before!.sloMs, rateHz: rateHz ?? before!.rateHz },
      ...(promised === undefined ? {} : { attainment: promised }),
    });
  });
  if (byName.size === 0) throw invalid('/apps', 'no app is left', 'Leave one, or add one.');
  if (byName.size > limits.maxApps)
    throw invalid('/apps', `there are ${byName.size} apps`, `At most ${limits.maxApps} are planned.`);
  return [...byName.values()].map((app) => withFactor(app, rateFactor));
}

function withFactor(app: AskedApp, factor: number): AskedApp {
  const rateHz = app.rateHz * factor;
  if (rateHz > 0 && rateHz <= limits.maxRateHz) return { ...app, rateHz };
  throw invalid(
    '/rateFactor',
    `app ${app.name} would send ${rateHz} requests a second`,
    `At most ${limits.maxRateHz} are planned.`,
  );
}

/** The terms of the plan in force with what was asked for. @throws Refusal where this build has no such prices, shapes or strategy */
export function termsAsked(
  inForce: PlanPublished,
  asked: Pick<WhatIf, 'prices' | 'catalogue' | 'strategy'>,
): AskedTerms {
  return {
    prices: chosen('prices', choices.prices, asked.prices, inForce.prices),
    catalogue: chosen('catalogue', choices.catalogues, asked.catalogue, inForce.catalogue),
    strategy: chosen('strategy', choices.strategies, asked.strategy, inForce.strategy),
  };
}

function chosen(field: string, known: readonly string[], asked: string | undefined, now: string): string {
  const name = asked ?? now;
  if (known.includes(name)) return name;
  const hint = `Name one of ${known.join(', ')}.`;
  if (asked !== undefined) throw invalid(`/${field}`, 'there is none of that name', hint);
  throw new Refusal(409, {
    code: 'conflict',
    error: `the plan in force is made with ${field} ${now.slice(0, 63)}, which this console does not have`,
    hint,
    field: `/${field}`,
  });
}
