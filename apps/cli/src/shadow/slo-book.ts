import { limits } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';
import { parseDocuments, readText } from '../documents/documents';
import { lookup } from '../documents/fields';
import type { Assignment } from '../options/option-values';
import { PlanFileReader } from '../plan-file/plan-file-reader';
import type { PlanFile, PlanTask, Today } from '../plan-file/plan-task';
import { Refusal } from '../refusal';

/** A model without its apps. */
export type ModelTask = Omit<PlanTask, 'apps'>;

/** What an app is to get, of which model. */
export interface AppTerms {
  readonly sloMs: number;
  /** Share of requests that have to meet the SLO; absent: the planner's default. */
  readonly attainment?: number;
  readonly model: ModelTask;
}

/** Where SLOs and models come from. */
export interface SloSources {
  /** A file with apps, models or both, as `plan`, `apps apply` and `models apply` take them. */
  readonly apps?: string;
  readonly slo?: readonly Assignment[];
  /** SLO of every other app, ms. */
  readonly defaultSlo?: number;
  /** Which model the apps call that no file gives one. */
  readonly model?: string;
}

/** Which SLO and model each app of the topic has. */
export class SloBook {
  private constructor(
    private readonly byApp: ReadonlyMap<string, AppTerms>,
    private readonly others: AppTerms | undefined,
    readonly today: Today | undefined,
  ) {}

  /** @throws Refusal that names what is wrong or missing */
  static of(sources: SloSources): SloBook {
    const file = sources.apps === undefined ? undefined : readAppFile(sources.apps);
    const byApp = new Map<string, AppTerms>();
    for (const { apps, ...model } of file?.tasks ?? [])
      for (const { name, sloMs, attainment } of apps) byApp.set(name, { sloMs, attainment, model });
    for (const [app, text] of sources.slo ?? []) {
      const known = byApp.get(app);
      const model = known?.model ?? modelNamed(sources.model, file);
      byApp.set(app, { sloMs: sloOf(app, text), attainment: known?.attainment, model });
    }
    const { defaultSlo } = sources;
    const others = defaultSlo === undefined ? undefined : { sloMs: defaultSlo, model: modelNamed(sources.model, file) };
    if (byApp.size === 0 && others === undefined)
      throw new Refusal(
        'No app has an SLO.',
        [],
        'Give --slo APP=MS for each, --default-slo MS for all that are not named, or --apps FILE with apps as `harmonybatch apps apply` takes them.',
      );
    if (byApp.size > limits.maxApps)
      throw new Refusal(`${byApp.size} apps are named; at most ${limits.maxApps} are planned together.`);
    return new SloBook(byApp, others, file?.today);
  }

  /** What an app is to get; undefined where nobody said. */
  termsOf(app: string): AppTerms | undefined {
    return this.byApp.get(app) ?? this.others;
  }

  /** Whether the app was named, and does not only have the default. */
  names(app: string): boolean {
    return this.byApp.has(app);
  }

  /** Apps that were named. */
  get named(): readonly string[] {
    return [...this.byApp.keys()];
  }
}

/** Reads apps and models whose rates do not matter, for they are watched. */
function readAppFile(path: string): PlanFile {
  const reader = new PlanFileReader(parseDocuments(readText(path), path), 'watched');
  const file = reader.read();
  if (reader.problems.length > 0) throw new Refusal(`${path} cannot be planned.`, reader.problems);
  return file;
}

function sloOf(app: string, text: string): number {
  const sloMs = Number(text);
  if (sloMs > 0 && sloMs <= limits.maxSloMs) return sloMs;
  throw new Refusal(`--slo ${app}=${text}: write milliseconds above 0 and at most ${limits.maxSloMs}.`);
}

/** The model that is named, of the file or of those that ship; without a name the only one of the file. */
function modelNamed(name: string | undefined, file: PlanFile | undefined): ModelTask {
  const ofFile = (file?.tasks ?? []).map(({ apps: _apps, ...model }) => model);
  const [only] = ofFile;
  const known = [...new Set([...ofFile.map(({ model }) => model), ...Object.keys(shippedProfiles)])].join(', ');
  if (name === undefined) {
    if (only !== undefined && ofFile.length === 1) return only;
    throw new Refusal(
      'Which model do the apps call? Its profile says how long a batch takes.',
      [],
      `Name it with --model: ${known}. \`harmonybatch profile\` measures one of your own, for --apps FILE.`,
    );
  }
  const found = ofFile.find(({ model }) => model === name);
  if (found !== undefined) return found;
  const profile = lookup(shippedProfiles, name);
  if (profile !== undefined) return { model: name, profile, itemBytes: 0 };
  throw new Refusal(`--model ${name} has no profile here; use one of ${known}, or give its profile in --apps FILE.`);
}
