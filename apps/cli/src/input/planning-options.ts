import { catalogues, priceBooks, type Catalogue, type PriceBook } from '@harmonybatch/model';
import { defaultStrategy, strategies, type Holding } from '@harmonybatch/planning';
import { Option, type Command } from 'commander';
import { Refusal } from '../refusal';
import { lookup } from './lookup';
import { parseAssignments } from './options';

/** Options of every command that plans: with which strategy, for which platform, at which prices. */
export interface PlanningOptions {
  readonly strategy: string;
  readonly prices: string;
  readonly catalogue: string;
  readonly assumeCard?: readonly (readonly [string, string])[];
  readonly onDemand?: boolean;
}

/** The platform that a plan is for. */
export interface Platform {
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
  readonly assumedCards: Readonly<Record<string, string>>;
  readonly holding: Holding;
}

const names = (record: Readonly<Record<string, unknown>>): string => Object.keys(record).join(', ');

/** Adds the options of the platform to a command. */
export const withPlatform = (command: Command): Command =>
  command
    .option('--prices <name>', `price book: ${names(priceBooks)}`, 'prototype-2023-cny')
    .option('--catalogue <name>', `function shapes: ${names(catalogues)}`, 'paper-2023')
    .addOption(new Option('--catalog <name>').hideHelp())
    .option(
      '--assume-card <card=gpuType>',
      "price a profile's card as another, whole one, such as A10=fc.gpu.ada.2; costs are estimates then",
      parseAssignments,
    )
    .option('--on-demand', 'keep no idle instances: the first batch after a pause meets a cold start');

/** Adds the strategy and the platform to a command. */
export const withPlanning = (command: Command): Command =>
  withPlatform(
    command.option('--strategy <name>', `how to group and provision: ${names(strategies)}`, defaultStrategy),
  );

/** @throws Refusal where a name is unknown; it lists those that are not */
export function pick<Value>(record: Readonly<Record<string, Value>>, name: string, option: string): Value {
  const value = lookup(record, name);
  if (value !== undefined) return value;
  throw new Refusal(`${option} ${name} is unknown; use one of ${names(record)}.`);
}

/** @throws Refusal where the price book or the catalogue is unknown */
export const platformOf = (options: Omit<PlanningOptions, 'strategy'> & { readonly catalog?: string }): Platform => ({
  prices: pick(priceBooks, options.prices, '--prices'),
  catalogue: pick(catalogues, options.catalog ?? options.catalogue, '--catalogue'),
  assumedCards: Object.fromEntries(options.assumeCard ?? []),
  holding: options.onDemand ? 'on-demand' : 'warm',
});
