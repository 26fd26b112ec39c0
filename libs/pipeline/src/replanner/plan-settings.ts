import { createHash } from 'node:crypto';
import type { ReplannerConfig } from './replanner-config';

const digits = 16;

/** Hash of all settings that a plan rests on, prices and functions included: with others it has to be made anew. */
export function settingsHash(config: ReplannerConfig): string {
  const { strategy, prices, catalogue, assumedCards, holding, overheadMs, sizeAwareDeadlines, functionPrefix } = config;
  const settings = [strategy, prices, catalogue, assumedCards, holding, overheadMs, sizeAwareDeadlines, functionPrefix];
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, digits);
}
