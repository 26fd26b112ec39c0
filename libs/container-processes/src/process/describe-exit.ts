import type { Exit } from '@harmonybatch/local-backends';
import type { LogTail } from './log-tail';

const shownLines = 10;

/** How a process ended, with the last lines that it wrote to stderr; those of stdout where it wrote none there. */
export function describeExit(name: string, exit: Exit, log: LogTail): string {
  const how = exit.signal === null ? `with code ${exit.code}` : `by ${exit.signal}`;
  const errors = log.last(shownLines, 'stderr');
  const lines = errors.length > 0 ? errors : log.last(shownLines, 'stdout');
  const said = lines.length > 0 ? [`Its last lines:`, ...lines.map(({ text }) => `  ${text}`)] : ['It wrote nothing.'];
  return [`${name} ended ${how}.`, ...said].join('\n');
}
