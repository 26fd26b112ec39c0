import type { SentRequest } from './send-traffic';
import type { ReadOutcome } from './system-log';

/** Answers beside those that the items get alone. */
export interface AnswerFigures {
  readonly sent: number;
  /** Without any outcome. */
  readonly lost: number;
  /** With more than one. */
  readonly repeated: number;
  /** With a result. */
  readonly answered: number;
  /** Results that are, as JSON, those of the item alone. */
  readonly equal: number;
  /** The largest difference of two numbers among the others; infinite where they have other shapes. */
  readonly largestDifference: number;
}

/** @param aloneOf the answer of the request's item alone, as JSON */
export function answerFigures(
  requests: readonly SentRequest[],
  outcomes: ReadonlyMap<string, readonly ReadOutcome[]>,
  aloneOf: (request: SentRequest) => string,
): AnswerFigures {
  const read = requests.map((request) => ({ request, records: outcomes.get(request.id) ?? [] }));
  const pairs = read.flatMap(({ request, records: [first] }) =>
    first?.outcome.status === 'ok' ? [{ given: JSON.stringify(first.outcome.outputs), alone: aloneOf(request) }] : [],
  );
  const different = pairs.filter(({ given, alone }) => given !== alone);
  return {
    sent: requests.length,
    lost: read.filter(({ records }) => records.length === 0).length,
    repeated: read.filter(({ records }) => records.length > 1).length,
    answered: pairs.length,
    equal: pairs.length - different.length,
    largestDifference: Math.max(0, ...different.map(({ given, alone }) => differenceOf(given, alone))),
  };
}

const number = /-?\d+(\.\d+)?(e[+-]?\d+)?/gi;
const numbersIn = (text: string): number[] => (text.match(number) ?? []).map(Number);
const frameOf = (text: string): string => text.replace(number, '#');

function differenceOf(given: string, alone: string): number {
  if (frameOf(given) !== frameOf(alone)) return Infinity;
  const expected = numbersIn(alone);
  return Math.max(...numbersIn(given).map((value, at) => Math.abs(value - expected[at]!)));
}
