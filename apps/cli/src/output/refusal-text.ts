import type { Refusal } from '../refusal';
import { plainText } from './plain-text';
import type { Style } from './terminal';

const shownProblems = 20;

/** A refusal with every problem on a line of its own. */
export function refusalText(refusal: Refusal, style: Style): string {
  const problems = refusal.problems.slice(0, shownProblems).map(({ field, message }) => {
    const where = field === '' ? '' : `${style.yellow(plainText(field))}: `;
    return `  ${where}${plainText(message)}\n`;
  });
  const hidden = refusal.problems.length - shownProblems;
  return (
    `${style.red('✗')} ${plainText(refusal.message)}\n` +
    problems.join('') +
    (hidden > 0 ? `  … and ${hidden} more\n` : '') +
    (refusal.hint === undefined ? '' : `  ${plainText(refusal.hint)}\n`)
  );
}
