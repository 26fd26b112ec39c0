/** Control characters, and the marks that reorder text: records come from strangers and must not drive a terminal. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** `text` with everything a terminal could obey written out as `\u{…}`. */
export const plainText = (text: string): string =>
  text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

/** Cuts to at most `maxLength` characters; an ellipsis shows that something is missing. */
export const shortened = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
