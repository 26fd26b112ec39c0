import { invocationCost, priceBooks, pricePerSecond, type FunctionShape } from '@harmonybatch/model';
import { Bill } from '../src/functions/bill';

const prices = priceBooks['alibaba-current-cny']!;
const least = prices.minimumPerFunctionHour.cpu;
const shape: FunctionShape = { type: 'cpu', vcpu: 0.5, memoryMb: 512 };
const execution = { functionName: 'f', shape, inputs: [0], seconds: 1, cold: false };
const hour = (seconds: number, idleSeconds: number, initialisationSeconds = 0) => ({
  seconds,
  standBy: [{ functionName: 'f', shape, idleSeconds, initialisationSeconds }],
});

it('an hour in which a function ran costs at least the minimum, of a part of an hour its part', () => {
  const bill = new Bill(prices);
  bill.charge(execution, 1, 0);
  bill.charge(execution, 1, 1);
  const [line] = bill.byFunction([hour(3600, 0), hour(900, 0), hour(3600, 0)]);
  const run = invocationCost(prices, shape, 1);
  expect(line).toMatchObject({ invocations: 2, active: 2 * run, idle: 0 });
  expect(line!.minimum).toBeCloseTo(least - run + (least / 4 - run), 15);
});

it('idle time counts towards the minimum, and an hour without a run has none', () => {
  const bill = new Bill(prices);
  bill.charge(execution, 1, 0);
  const idle = 3600 * pricePerSecond(prices, shape, 'idle');
  expect(idle).toBeGreaterThan(least);
  const [line] = bill.byFunction([hour(3600, 3600), hour(3600, 3600)]);
  expect(line!.minimum).toBe(0);
  expect(line!.idle).toBeCloseTo(2 * idle, 12);
});

it('initialisations cost what as long an execution does without its fee, and count towards the minimum', () => {
  const bill = new Bill(prices);
  bill.charge(execution, 1, 0);
  const [line] = bill.byFunction([hour(3600, 0, 8)]);
  const initialisation = 8 * pricePerSecond(prices, shape);
  expect(line!.initialisation).toBeCloseTo(initialisation, 15);
  expect(line!.minimum).toBeCloseTo(least - invocationCost(prices, shape, 1) - initialisation, 15);
});
