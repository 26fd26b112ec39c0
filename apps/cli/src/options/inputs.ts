import { readText } from '../documents/documents';
import { Refusal } from '../refusal';

/** Inputs as they are to be sent: the text that the user gave, and what it says. */
export interface Inputs {
  readonly text: string;
  readonly value: unknown;
}

/** `JSON`, or `@FILE` with JSON in it. */
export function readInputs(option = '{}'): Inputs {
  const text = option.startsWith('@') ? readText(option.slice(1)) : option;
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`--inputs is not JSON: ${reason}. Quote it for the shell, or write @FILE.`);
  }
}
