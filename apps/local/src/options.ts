import { parseArgs } from 'node:util';

export interface Options {
  /** End after the report instead of staying up. */
  readonly once: boolean;
  /** Whether sample traffic is sent. */
  readonly demo: boolean;
  /** The report goes to stdout as JSON; everything else to stderr. */
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
  /** Processes of each service. */
  readonly replicas: number;
}

export const helpText = `Runs HarmonyBatch on this machine: Kafka, Redis, an emulated Function Compute, the six services,
four sample apps and a minute of their traffic. Stays up until Ctrl-C; a second Ctrl-C kills.

  npm start                        everything
  npm start -- --once              end after the report; exit status 0 where every request was answered
  npm start -- --no-demo           no traffic
  npm start -- --replicas 2        two processes of each service (1 to 8)
  npm start -- --json              the report as JSON on stdout, all else on stderr

Environment:
  KAFKA_BROKERS, REDIS_URL         use these instead of starting own ones
  KAFKA_TOPIC_PREFIX               put before the name of every topic
  KAFKA_SSL, KAFKA_SASL_*          how to log in at the brokers that KAFKA_BROKERS names
  HARMONYBATCH_KAFKA_PORT, HARMONYBATCH_REDIS_PORT, HARMONYBATCH_FC_EMULATOR_PORT, HARMONYBATCH_INGEST_PORT,
  HARMONYBATCH_RATE_ESTIMATOR_PORT, HARMONYBATCH_PLANNER_PORT, HARMONYBATCH_BATCHER_PORT, HARMONYBATCH_DISPATCHER_PORT
                                   ports on 127.0.0.1; free ones where not set
  HARMONYBATCH_STATE_DIR           state, logs and lock (.harmonybatch)
  HARMONYBATCH_CACHE_DIR           what Maven fetched once (~/.cache/harmonybatch)
  FC_EMULATOR_GPU_COLD_START_MS    3000-6000 here, so that nobody waits; real functions take 10000-20000
  FC_EMULATOR_*                    see node apps/fc-emulator/dist/main.js --help
`;

const mostReplicas = 8;

/** Arguments that are not understood; the message says which. */
export class WrongArguments extends Error {
  constructor(reason: string) {
    super(`${reason}\nnpm start -- --help lists what may stand there.`);
  }
}

function replicasOf(text: string): number {
  const replicas = Number(text);
  if (Number.isInteger(replicas) && replicas >= 1 && replicas <= mostReplicas) return replicas;
  throw new WrongArguments(`--replicas must be a whole number from 1 to ${mostReplicas}, got "${text}"`);
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'V', default: false },
        replicas: { type: 'string', default: '1' },
      },
    }).values;
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : String(error));
  }
}

/** @throws WrongArguments that names what is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const values = readArguments(args);
  return {
    once: values.once,
    demo: !values['no-demo'],
    json: values.json,
    help: values.help,
    version: values.version,
    replicas: replicasOf(values.replicas),
  };
}
