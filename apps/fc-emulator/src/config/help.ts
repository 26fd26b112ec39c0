import { helpText } from '@harmonybatch/service-kit/program';
import { emulatorVariables } from './emulator-variables';

export const purpose = 'Function Compute 3.0 on this machine, for the unmodified SDK.';
const pages = 'Own pages, unsigned: GET /health, /emulator/state, /emulator/logs/FUNCTION, /emulator/bill.\n';

/** The text of `--help`. */
export const emulatorHelp = (): string => `${helpText('fc-emulator', purpose, emulatorVariables)}\n${pages}`;
