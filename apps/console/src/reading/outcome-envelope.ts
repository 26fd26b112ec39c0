import { compile, InferenceCompleted } from '@harmonybatch/contracts';
import { firstMembers } from '@harmonybatch/pipeline';

/** An outcome without its outputs. */
export type OutcomeEnvelope = Omit<InferenceCompleted, 'outputs'>;

const validator = compile(InferenceCompleted);
/** More than any envelope takes, with every character of it escaped, bytes. */
const maxEnvelopeBytes = 64 * 1024;
const outputs = 'outputs';

/** Reads what an outcome says beside its outputs, which stand last and may take megabytes: they are not looked at. Null where it is none. */
export function readEnvelope(value: Buffer | null): OutcomeEnvelope | null {
  if (value === null) return null;
  const isWhole = value.length <= maxEnvelopeBytes;
  const begun = firstMembers(value.toString('utf8', 0, maxEnvelopeBytes));
  if (begun === null || (!isWhole && begun.lastName !== outputs)) return null;
  const fields = [...begun.members].filter(([name]) => name !== outputs);
  const envelope: unknown = Object.fromEntries(fields.map(([name, { text }]) => [name, JSON.parse(text)]));
  return validator.check(envelope) ? envelope : null;
}
