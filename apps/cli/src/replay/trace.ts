import { readText } from '../documents/documents';
import { Refusal } from '../refusal';
import { rowsOf, type Cell } from './trace-cells';
import { minutesOf, traceForms } from './trace-formats';

const maxMinutes = 100_000;
const maxPerMinute = 1_000_000;

/**
 * Requests per minute, one number a minute; the formats are those that `traceForms` names.
 * @throws Refusal that names the first cell that is no count, or the format that is not understood
 */
export function parseTrace(text: string, name: string): number[] {
  const minutes = minutesOf(rowsOf(text, name), name);
  if (minutes.length === 0) throw new Refusal(`${name} holds no minute.`, [], traceForms);
  if (minutes.length > maxMinutes) throw new Refusal(`${name} holds more than ${maxMinutes} minutes; cut it.`);
  return minutes.map((cell) => requestsOf(cell, name));
}

function requestsOf({ text, at }: Cell, name: string): number {
  const requests = /^\d+(\.0*)?$/.test(text) ? Number(text) : Number.NaN;
  if (requests <= maxPerMinute) return requests;
  const what = text === '' ? 'is empty' : `holds "${text.slice(0, 40)}", which is not a number of requests`;
  throw new Refusal(
    `${name}, ${at} ${what}; write whole numbers from 0 to ${maxPerMinute}, and 0 where nothing was sent.`,
    [],
    traceForms,
  );
}

export const readTrace = (path: string): number[] => parseTrace(readText(path), path);
