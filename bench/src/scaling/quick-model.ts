import type { AppRegistered, ModelProfiled } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';

const name = 'quick';
const version = '1';
const port = 9000;
/** Executions take so much of those of the network whose profile is taken: they fit an SLO of 300 ms, and little is left. */
const share = 0.3;
const slosMs = [300, 500, 1_000] as const;

/** Every duration of a profile, wherever it stands in it, `share` times as long. */
function shortened(value: unknown, field = ''): unknown {
  if (typeof value === 'number') return field.endsWith('Seconds') ? value * share : value;
  if (Array.isArray(value)) return value.map((one) => shortened(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one, key)]));
}

/** A model on CPU functions alone, which are emulated by its profile. */
export function quickModel(): ModelProfiled {
  const { cpu } = shippedProfiles['vgg19'] ?? {};
  return {
    name,
    version,
    image: `registry.example/${name}:${version}`,
    port,
    profile: shortened({ cpu }) as ModelProfiled['profile'],
  };
}

/** Apps whose SLOs bind; what is late is served all the same, so that it is known how late. */
export const quickApps = (rateHz: number): AppRegistered[] =>
  slosMs.map((sloMs) => ({
    name: `app-${sloMs}ms`,
    model: name,
    sloMs,
    expectedRateHz: rateHz / slosMs.length,
    whenLate: 'serve',
  }));
