import { limits } from '@harmonybatch/contracts';
import { catalogues, priceBooks } from '@harmonybatch/model';
import { planningDefaults, strategies, type PlanningTerms } from '@harmonybatch/planning';
import { catalogueOf, PlatformFileError, priceBookOf } from '@harmonybatch/platform-files';
import { Option, type Command } from 'commander';
import { lookup } from '../documents/fields';
import { Refusal } from '../refusal';
import { parseAssignments, parseFrom, type Assignment } from './option-values';

/** Options of every command that plans, with whichever strategy: for which platform, at which prices, on what conditions. */
export interface PlatformOptions {
  readonly prices: string;
  readonly catalogue: string;
  readonly catalog?: string;
  readonly assumeCard?: readonly Assignment[];
  readonly onDemand?: boolean;
  /** Milliseconds. */
  readonly overhead: number;
}

export interface PlanningOptions extends PlatformOptions {
  readonly strategy: string;
}

const names = (record: Readonly<Record<string, unknown>>): string => Object.keys(record).join(', ');

/** Adds price book and catalogue to a command; their defaults are those of the planner service. */
export const withPrices = (command: Command): Command =>
  command
    .option(
      '--prices <name|file>',
      `price book: ${names(priceBooks)}, or a file of your own`,
      planningDefaults.prices.name,
    )
    .option(
      '--catalogue <name|file>',
      `function shapes: ${names(catalogues)}, or a file of your own`,
      planningDefaults.catalogue.name,
    )
    .addOption(new Option('--catalog <name|file>').hideHelp());

/** Adds the options of the platform to a command; its defaults are those of the planner service. */
export const withPlatform = (command: Command): Command =>
  withPrices(command)
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

/** What a name or a file stands for. @throws Refusal where it is unknown or wrong */
function read<Value>(option: string, nameOrFile: string, of: (nameOrFile: string) => Value): Value {
  try {
    return of(nameOrFile);
  } catch (error) {
    if (!(error instanceof PlatformFileError)) throw error;
    throw new Refusal(`${option} ${error.summary}.`, error.problems);
  }
}

/** @throws Refusal where the price book or the catalogue is unknown, or its file is wrong */
export const platformNamed = (
  options: Pick<PlatformOptions, 'prices' | 'catalogue' | 'catalog'>,
): Pick<PlanningTerms, 'prices' | 'catalogue'> => ({
  prices: read('--prices', options.prices, priceBookOf),
  catalogue: read('--catalogue', options.catalog ?? options.catalogue, catalogueOf),
});

/** @throws Refusal where the price book or the catalogue is unknown, or its file is wrong */
export const platformOf = (options: PlatformOptions): Omit<PlanningTerms, 'strategy'> => ({
  ...platformNamed(options),
  assumedCards: Object.fromEntries(options.assumeCard ?? []),
  holding: options.onDemand ? 'on-demand' : 'warm',
  overheadMs: options.overhead,
});
