import { readText } from '../input/documents';
import { Refusal } from '../refusal';

const maxMinutes = 100_000;
const maxPerMinute = 1_000_000;

/**
 * Requests per minute, one number a minute: all in one line, separated by commas, or one per line.
 * @throws Refusal that names the first entry that is no count.
 */
export function parseTrace(text: string, name: string): number[] {
  const entries = text
    .split(/[\n,;]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length === 0) throw new Refusal(`${name} holds no minute; write requests per minute, comma-separated.`);
  if (entries.length > maxMinutes) throw new Refusal(`${name} holds more than ${maxMinutes} minutes; cut it.`);
  return entries.map((entry, at) => {
    const requests = /^\d+(\.0*)?$/.test(entry) ? Number(entry) : Number.NaN;
    if (requests <= maxPerMinute) return requests;
    throw new Refusal(
      `${name}, minute ${at + 1}: "${entry.slice(0, 40)}" is no number of requests; ` +
        `write whole numbers from 0 to ${maxPerMinute}.`,
    );
  });
}

export const readTrace = (path: string): number[] => parseTrace(readText(path), path);
