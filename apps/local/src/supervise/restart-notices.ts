import type { Exit } from '@harmonybatch/local-backends';
import { decimalSeconds, type Screen } from '../output/screen';
import { StateFolder } from '../state-folder';
import type { SupervisorEvents } from './supervisor';

const whenAgain = (ms: number): string =>
  ms === 0 ? 'It is started again.' : `It is started again in ${decimalSeconds(ms)}.`;

const how = ({ code, signal }: Exit): string => (signal === null ? `with code ${code}` : `by ${signal}`);

/** Tells loudly what happened to a part; `changed` hears when it runs again, at another address maybe. */
export function restartNotices(screen: Screen, changed: () => void): SupervisorEvents {
  return {
    ended: ({ name, logFile }, exit, lines, againInMs) => {
      const heading = `${name} ended ${how(exit)}. ${whenAgain(againInMs)} The last lines of ${StateFolder.shown(logFile)}:`;
      screen.bad([heading, ...lines].join('\n'));
    },
    startedAgain: ({ name }) => {
      screen.good(name, 'runs again');
      changed();
    },
    notStarted: ({ name }, reason, againInMs) =>
      screen.bad(`${name} could not be started again. ${whenAgain(againInMs)}\n${reason}`),
  };
}
