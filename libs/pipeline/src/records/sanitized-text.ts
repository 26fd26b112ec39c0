/**
 * Characters that steer a terminal or turn text around instead of standing for something: C0 and C1 controls but line feed
 * and tab, marks of direction (U+200E, U+200F, U+202A–E, U+2066–9) and separators of lines (U+2028, U+2029).
 */
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text of others as it may be shown anywhere: what steers is written as `\u001b`, and no more than `maxLength` is kept. */
export function sanitizedText(text: string, maxLength: number): string {
  const shown = text.slice(0, maxLength).replace(controlCharacters, escaped);
  if (shown.length < text.length || shown.length > maxLength) return cut(shown, maxLength);
  return shown;
}

/** No character of two halves is cut in its middle. */
function cut(text: string, maxLength: number): string {
  const kept = text.slice(0, maxLength - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
