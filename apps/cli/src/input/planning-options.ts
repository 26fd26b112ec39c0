import { limits } from '@harmonybatch/contracts';
import { catalogues, priceBooks } from '@harmonybatch/model';
import { planningDefaults, strategies, type PlanningTerms } from '@harmonybatch/planning';
import { Option, type Command } from 'commander';
import { Refusal } from '../refusal';
import { lookup } from './lookup';
import { parseAssignments, parseFrom } from './options';

/** Options of every command that plans, with whichever strategy: for which platform, at which prices, on what conditions. */
export interface PlatformOptions {
  readonly prices: string;
  readonly catalogue: string;
  readonly catalog?: string;
  readonly assumeCard?: readonly (readonly [string, string])[];
  readonly onDemand?: boolean;
  /** Milliseconds. */
  readonly overhead: number;
}

export interface PlanningOptions extends PlatformOptions {
  readonly strategy: string;
}

const names = (record: Readonly<Record<string, unknown>>): string => Object.keys(record).join(', ');

/** Adds the options of the platform to a command; its defaults are those of the planner service. */
export const withPlatform = (command: Command): Command =>
  command
    .option('--prices <name>', `price book: ${names(priceBooks)}`, planningDefaults.prices.name)
    .option('--catalogue <name>', `function shapes: ${names(catalogues)}`, planningDefaults.catalogue.name)
    .addOption(new Option('--catalog <name>').hideHelp())
    .option(
      '--assume-card <card=gpuType>',
      "price a profile's card as another, whole one, such as A10=fc.gpu.ada.2; costs are estimates then",
      parseAssignments,
    )
    .option('--on-demand', 'keep no idle instances: the first batch after a pause meets a cold start')
    .option(
      '--overhead <ms>',
      'what plans keep of every SLO for the way',
      parseFrom(0, limits.maxSloMs),
      planningDefaults.overheadMs,
    );

/** Adds the strategy and the platform to a command. */
export const withPlanning = (command: Command): Command =>
  withPlatform(
    command.option('--strategy <name>', `how to group and provision: ${names(strategies)}`, planningDefaults.strategy),
  );

/** @throws Refusal where a name is unknown; it lists those that are not */
export function pick<Value>(record: Readonly<Record<string, Value>>, name: string, option: string): Value {
  const value = lookup(record, name);
  if (value !== undefined) return value;
  throw new Refusal(`${option} ${name} is unknown; use one of ${names(record)}.`);
}

/** @throws Refusal where the price book or the catalogue is unknown */
export const platformOf = (options: PlatformOptions): Omit<PlanningTerms, 'strategy'> => ({
  prices: pick(priceBooks, options.prices, '--prices'),
  catalogue: pick(catalogues, options.catalog ?? options.catalogue, '--catalogue'),
  assumedCards: Object.fromEntries(options.assumeCard ?? []),
  holding: options.onDemand ? 'on-demand' : 'warm',
  overheadMs: options.overhead,
});
