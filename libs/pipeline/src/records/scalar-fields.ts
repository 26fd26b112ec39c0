import type { JsonMembers } from './json-members';

/**
 * The members of an object whose fields are texts, numbers and the like. What belongs nowhere in such an object costs
 * nothing: lists and objects stand empty, for its schema to refuse.
 */
export function scalarFields(members: JsonMembers, without: ReadonlySet<string>): Record<string, unknown> {
  const scalars = [...members].filter(([name]) => !without.has(name));
  return Object.fromEntries(scalars.map(([name, { text }]) => [name, scalarOf(text)]));
}

function scalarOf(text: string): unknown {
  if (text.startsWith('{')) return {};
  return text.startsWith('[') ? [] : JSON.parse(text);
}
