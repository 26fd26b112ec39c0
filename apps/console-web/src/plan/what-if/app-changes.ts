import type { WhatIf } from '@harmonybatch/console-api';
import type { PlanSearch } from '../../search/links';

/** An app that is other than now; a rate of 0 takes it away. */
export interface AppChange {
  readonly name: string;
  readonly sloMs?: number;
  readonly rateHz?: number;
}

/** Changes as a link holds them: `name*sloMs*rateHz`, a space between apps; what is as now is empty. Names have neither. */
export const changesText = (changes: readonly AppChange[]): string =>
  changes.map(({ name, sloMs, rateHz }) => `${name}*${sloMs ?? ''}*${rateHz ?? ''}`).join(' ');

/** The changes of a link; what cannot be read in it is left out. */
export function readChanges(text: string | undefined): AppChange[] {
  return (text ?? '')
    .split(' ')
    .slice(0, 1_000)
    .flatMap((part) => {
      const [name, slo = '', rate = ''] = part.split('*');
      const [sloMs, rateHz] = [numberOf(slo), numberOf(rate)];
      if (name === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name)) return [];
      if (sloMs === undefined && rateHz === undefined) return [];
      return [{ name, ...(sloMs === undefined ? {} : { sloMs }), ...(rateHz === undefined ? {} : { rateHz }) }];
    });
}

/** The changes with one app changed to something; without it where nothing of it is other than now. */
export function withChange(changes: readonly AppChange[], { name, sloMs, rateHz }: ChangeOf): AppChange[] {
  const others = changes.filter((change) => change.name !== name);
  if (sloMs === undefined && rateHz === undefined) return others;
  const place = changes.findIndex((change) => change.name === name);
  const changed = { name, ...(sloMs === undefined ? {} : { sloMs }), ...(rateHz === undefined ? {} : { rateHz }) };
  return place === -1 ? [...others, changed] : others.toSpliced(place, 0, changed);
}

interface ChangeOf {
  readonly name: string;
  readonly sloMs: number | undefined;
  readonly rateHz: number | undefined;
}

/** What a link asks the planner and the simulator. */
export function questionOf({ change, factor, prices, catalogue, strategy }: PlanSearch): WhatIf {
  const apps = readChanges(change);
  const rateFactor = numberOf(factor ?? '');
  return {
    ...(apps.length === 0 ? {} : { apps }),
    ...(rateFactor === undefined || rateFactor === 1 ? {} : { rateFactor }),
    ...(prices === undefined ? {} : { prices }),
    ...(catalogue === undefined ? {} : { catalogue }),
    ...(strategy === undefined ? {} : { strategy }),
  };
}

/** A number from 0 of a text; undefined where it is none. */
export function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
