import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const pages = ['README.md', 'docs/guides/producers.md', 'docs/guides/operators.md', 'docs/guides/ml-engineers.md'];
const text = pages.map((page) => readFileSync(join(__dirname, '..', '..', page), 'utf8')).join('\n');

/** The fenced blocks of a language in README and guides. */
export const blocksOf = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);

/** The first of them with this text in it. @throws Error where there is none any more */
export function block(words: string, language = 'sh'): string {
  const found = blocksOf(language).find((one) => one.includes(words));
  if (found === undefined) throw new Error(`neither README nor guides have a block with "${words}"`);
  return found;
}

/** On a busy machine half a second may be too short for an answer, or for the wait that is foreseen; nothing else goes away by itself. */
export const isLate = (said: string): boolean => /\b(expired|overloaded|deadline_passed)\b/.test(said);
