import type { JsonMembers } from './json-members';

/**
 * The members of an object whose fields are texts, numbers and the like. What belongs nowhere in such an object costs
 * nothing: lists and objects stand empty, for its schema to refuse.
 */
export function scalarFields(members: JsonMembers, without: ReadonlySet<string>): Record<string, unknown> {
  const parts: string[] = [];
  for (const [name, { text }] of members) {
    if (!without.has(name)) parts.push(`${JSON.stringify(name)}:${scalarText(text)}`);
  }
  // All at once: that costs less than member by member.
  return JSON.parse(`{${parts.join()}}`) as Record<string, unknown>;
}

function scalarText(text: string): string {
  if (text.startsWith('{')) return '{}';
  return text.startsWith('[') ? '[]' : text;
}
