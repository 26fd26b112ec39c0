import { instancePattern } from './presence-address';

/** What a port of presence says to whoever connects: a line with its version and the instance. Nothing is said to it. */
const opening = 'harmonybatch-presence/1 ';

/** The last line of a process that has left its groups itself. */
export const goodbye = 'goodbye\n';

/** No conversation is longer, bytes. */
export const maxConversationBytes = 128;

export const greetingOf = (instance: string): string => `${opening}${instance}\n`;

/** The instance that greets; undefined where something else answers. */
export function instanceIn(line: string): string | undefined {
  const instance = line.slice(opening.length);
  return line.startsWith(opening) && instancePattern.test(instance) ? instance : undefined;
}
