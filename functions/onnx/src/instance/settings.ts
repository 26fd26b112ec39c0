import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** What an instance is told by its environment. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly model: string;
  readonly modelsFolder: string;
  readonly threads: number;
  readonly maxBodyBytes: number;
  readonly drainMs: number;
}

/** A variable that is missing or wrong: said without a stack. */
export class SettingsError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const mebibyte = 1024 * 1024;

/** Throws SettingsError: which variable is wrong and what it may be. */
export function readSettings(environment: Environment): Settings {
  return {
    host: environment.HARMONYBATCH_FUNCTION_HOST || '127.0.0.1',
    port: number(environment, environment.PORT ? 'PORT' : 'FC_CUSTOM_LISTEN_PORT', 9000, 0, 65_535),
    model: modelName(environment.HARMONYBATCH_MODEL),
    modelsFolder: environment.HARMONYBATCH_FUNCTION_MODELS || join(__dirname, '..', '..', 'models'),
    threads: threads(environment),
    maxBodyBytes: number(environment, 'HARMONYBATCH_FUNCTION_MAX_BODY_MB', 32, 1, 1024) * mebibyte,
    drainMs: number(environment, 'HARMONYBATCH_FUNCTION_DRAIN_MS', 10_000, 0, 600_000),
  };
}

/** Two threads on half a vCPU take turns in a quota that one would use up alone: the tail gets longer, nothing shorter. */
function threads(environment: Environment): number {
  const vcpu = number(environment, 'HARMONYBATCH_FUNCTION_VCPU', availableParallelism(), 0.01, 256, false);
  return Math.max(1, Math.floor(vcpu));
}

function number(
  environment: Environment,
  name: string,
  otherwise: number,
  least: number,
  most: number,
  whole = true,
): number {
  const text = environment[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  const fits = value >= least && value <= most && (!whole || Number.isInteger(value)) && text.trim() !== '';
  if (!fits)
    throw new SettingsError(
      `${name} is ${JSON.stringify(text)}; a ${whole ? 'whole ' : ''}number from ${least} to ${most} is needed`,
    );
  return value;
}

const modelPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

function modelName(text: string | undefined): string {
  if (!text) throw new SettingsError('HARMONYBATCH_MODEL is not set; name the model to serve, such as conv-net');
  if (!modelPattern.test(text))
    throw new SettingsError(`HARMONYBATCH_MODEL is ${JSON.stringify(text)}; a model's name is needed, no path`);
  return text;
}
