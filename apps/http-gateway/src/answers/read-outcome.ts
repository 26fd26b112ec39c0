import { compile, InferenceCompleted } from '@harmonybatch/contracts';
import { readMembers } from '@harmonybatch/pipeline';

/** An outcome; its outputs are as the function wrote them. */
export type ReadOutcome = Omit<InferenceCompleted, 'outputs'> & { readonly outputsJson?: string };

const validator = compile(InferenceCompleted);
const maxMembers = 32;

/** Reads the text of an outcome; null where it is none. Its outputs are not parsed, so that no digit of them changes. */
export function readOutcome(text: string): ReadOutcome | null {
  const reading = readMembers(text, maxMembers);
  if (reading.kind !== 'members') return null;
  const fields = [...reading.members].filter(([name]) => name !== 'outputs');
  const outcome: unknown = Object.fromEntries(fields.map(([name, { text: json }]) => [name, JSON.parse(json)]));
  if (!validator.check(outcome)) return null;
  return { ...outcome, outputsJson: reading.members.get('outputs')?.text };
}
