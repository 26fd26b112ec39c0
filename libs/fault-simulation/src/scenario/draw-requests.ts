import type { InferenceRequested } from '@harmonybatch/contracts';
import type { Dice } from './dice';
import type { ScenarioRequest } from './scenario';
import { scenarioApps, unknownApp } from './scenario-apps';

const unreadable = '{"app": "tight", "inputs"';
const maxRequests = 40;
const minRequests = 5;
const floodSize = 80;

/**
 * Requests within `durationMs`, some at once; a few are repeated by their producer, unknown or unreadable, and now and then
 * very many of those come at once.
 */
export function drawRequests(dice: Dice, durationMs: number): ScenarioRequest[] {
  const count = dice.whole(minRequests, dice.chance(0.2) ? maxRequests : maxRequests / 2);
  const requests: ScenarioRequest[] = [];
  let atMs = 0;
  for (let number = 0; number < count; number += 1) {
    if (!dice.chance(0.4)) atMs = dice.between(0, durationMs);
    const request = { atMs, value: drawValue(dice, number), nature: drawNature(dice) };
    requests.push(request);
    if (dice.chance(0.05)) requests.push({ ...request, atMs: dice.between(atMs, durationMs + 500) });
  }
  if (dice.chance(0.05)) requests.push(...drawFlood(dice, durationMs));
  return requests.sort((one, other) => one.atMs - other.atMs);
}

function drawFlood(dice: Dice, durationMs: number): ScenarioRequest[] {
  const atMs = dice.between(0, durationMs);
  return Array.from({ length: floodSize }, (_, number) => {
    const value = dice.chance(0.5) ? unreadable : { app: unknownApp, inputs: `flood ${number}` };
    return { atMs, value, nature: 'plain' };
  });
}

function drawValue(dice: Dice, number: number): InferenceRequested | string {
  if (dice.chance(0.02)) return unreadable;
  const app = dice.chance(0.03) ? unknownApp : dice.one(scenarioApps).name;
  return { app, inputs: number, id: dice.chance(0.8) ? `r${number}` : undefined };
}

const drawNature = (dice: Dice): ScenarioRequest['nature'] =>
  dice.weighted({ plain: 92, 'item error': 3, 'no result': 2, poison: 3 });
