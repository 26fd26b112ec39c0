import { parseArgs } from 'node:util';
import { variableLines } from '@harmonybatch/service-kit/program';
import { localVariables } from './local-variables';
import { platformNames, type PlatformName } from './platforms/local-platform';

export interface Options {
  /** End after the report instead of staying up. */
  readonly once: boolean;
  /** Whether a sample model and its apps are registered. */
  readonly samples: boolean;
  /** Whether their traffic is sent. */
  readonly demo: boolean;
  /** The report goes to stdout as JSON; everything else to stderr. */
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** Where functions run. */
  readonly platform: PlatformName;
  /** Processes of each service. */
  readonly replicas: number;
}

export const helpText = `Runs HarmonyBatch on this machine: Kafka, Redis, an emulated Function Compute, all services,
sample apps and a minute of their traffic. Stays up until Ctrl-C; a second Ctrl-C kills.

  npm start                        everything
  npm start -- --once              end after the report; exit status 0 where every request was answered
  npm start -- --no-demo           no traffic
  npm start -- --no-samples        no sample apps either: register models and apps of your own
  npm start -- --platform knative  functions as processes behind a local Knative, with a network that really runs
  npm start -- --replicas 2        two processes of each service but the console (1 to 8)
  npm start -- --json              the report as JSON on stdout, all else on stderr

Environment:
${variableLines(localVariables)}
It hands the rest of its environment on to what it starts, and, where they are not set, FC_EMULATOR_GPU_COLD_START_MS as 3000-6000, so that nobody
waits (real functions take 10000-20000), and FC_EMULATOR_CPU_PERIOD_MS as 10. Each service lists its variables by --help, as in node apps/fc-emulator/dist/main.js --help.
`;

const maxReplicas = 8;

/** Arguments that are not understood; the message says which. */
export class UsageError extends Error {
  constructor(reason: string) {
    super(`${reason}\nsee npm start -- --help.`);
  }
}

function replicasOf(text: string): number {
  const replicas = Number(text);
  if (Number.isInteger(replicas) && replicas >= 1 && replicas <= maxReplicas) return replicas;
  throw new UsageError(`--replicas must be a whole number from 1 to ${maxReplicas}, got "${text}"`);
}

function platformOf(text: string): PlatformName {
  const platform = platformNames.find((name) => name === text);
  if (platform !== undefined) return platform;
  throw new UsageError(`--platform must be ${platformNames.join(' or ')}, got "${text}"`);
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
        'no-samples': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'V', default: false },
        platform: { type: 'string', default: 'function-compute' },
        replicas: { type: 'string', default: '1' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws WrongArguments that names what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const values = readArguments(args);
  return {
    once: values.once,
    samples: !values['no-samples'],
    demo: !values['no-demo'],
    json: values.json,
    help: values.help,
    version: values.version,
    platform: platformOf(values.platform),
    replicas: replicasOf(values.replicas),
  };
}
