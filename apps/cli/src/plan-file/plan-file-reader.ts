import { ModelProfileSchema, compile, limits, readValue } from '@harmonybatch/contracts';
import { profileFault, shippedProfiles, type ModelProfile } from '@harmonybatch/model';
import type { AppDemand } from '@harmonybatch/planning';
import { FieldReader, isObject, lookup, problemOfFault } from '../documents/fields';
import type { Problem } from '../refusal';
import type { PlanFile, Today } from './plan-task';
import { readApp } from './planned-app';

type Fields = Readonly<Record<string, unknown>>;

const maxPerMonth = 1e12;
const profileCheck = compile(ModelProfileSchema);
const forms =
  'must be {model, apps: [{name, sloMs, rateHz}]}, {models: [{model, apps}]}, or apps as they are registered: {name, model, sloMs, expectedRateHz}';

const at = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);
const isModelEntry = (value: Fields): boolean => value.image !== undefined || value.version !== undefined;

/** Gathers the models of a file and the apps of each, whichever way they are written. */
export class PlanFileReader {
  readonly problems: Problem[] = [];
  readonly notes: string[] = [];
  today: Today | undefined;
  /** Models as they are registered, which may stand in the same file. */
  private readonly registered = new Map<string, Fields>();
  private readonly tasks = new Map<
    string,
    { model: string; profile?: ModelProfile; apps: AppDemand[]; itemBytes: number }
  >();
  private readonly nameAt = new Map<string, string>();

  private readonly documents: readonly unknown[];

  /** @param rates where the rates of apps come from: without `stated` ones they may be absent, and so may all apps */
  constructor(
    documents: readonly unknown[],
    private readonly rates: 'stated' | 'watched' = 'stated',
  ) {
    this.documents = documents.map(withoutNullFields);
  }

  read(): PlanFile {
    const several = this.documents.length > 1;
    const places = this.documents.map((document, index) => [document, several ? `document ${index + 1}` : ''] as const);
    for (const [document] of places) this.gatherModels(document);
    for (const [document, path] of places) this.take(document, path);
    const tasks = [...this.tasks.values()].flatMap(({ profile, ...task }) =>
      profile === undefined ? [] : [{ ...task, profile }],
    );
    if (tasks.length === 0 && this.problems.length === 0) this.problems.push({ field: '', message: 'no app is named' });
    return { tasks, notes: this.notes, today: this.today };
  }

  private gatherModels(value: unknown): void {
    if (Array.isArray(value)) return value.forEach((entry) => this.gatherModels(entry));
    if (isObject(value) && isModelEntry(value) && typeof value.name === 'string')
      this.registered.set(value.name, value);
  }

  private take(value: unknown, path: string): void {
    if (Array.isArray(value)) return value.forEach((entry, index) => this.take(entry, `${path}[${index}]`));
    if (!isObject(value)) return void this.problems.push({ field: path, message: forms });
    if (isModelEntry(value))
      return void this.taskOf(new FieldReader(value, path, this.problems).name('name'), value, path);
    if (value.models !== undefined) return this.takeModels(value, path);
    if (value.apps !== undefined || value.model === undefined || value.sloMs === undefined)
      return this.takeModel(value, path);
    this.takeApp(value, path);
  }

  private takeModels(value: Fields, path: string): void {
    const fields = new FieldReader(value, path, this.problems);
    fields.allow(['models', 'today']);
    this.takeToday(value, path);
    if (!Array.isArray(value.models) || value.models.length === 0) {
      return fields.fault('models', 'must be a list of at least one {model, apps}');
    }
    value.models.forEach((model: unknown, index) => {
      const place = at(path, `models[${index}]`);
      if (isObject(model)) this.takeModel(model, place);
      else this.problems.push({ field: place, message: 'must be {model, apps: [{name, sloMs, rateHz}]}' });
    });
  }

  /** `{model, apps, profile?, maxItemBytes?, today?}`; `today` may stand alone, and `model` may stand with the apps. */
  private takeModel(value: Fields, path: string): void {
    const fields = new FieldReader(value, path, this.problems);
    fields.allow(['model', 'apps', 'profile', 'maxItemBytes', 'today']);
    this.takeToday(value, path);
    const keys = Object.keys(value);
    if (keys.length === 1 && keys[0] === 'today') return;
    const { apps } = value;
    const own = Array.isArray(apps) && apps.length > 0 && apps.every((app) => isObject(app) && app.model !== undefined);
    const model = value.model === undefined && own ? undefined : fields.name('model');
    if (model !== undefined) this.openTask(model, value, fields, path);
    if (apps === undefined && model !== undefined && this.rates === 'watched') return;
    this.takeApps(apps, path, model);
  }

  private takeApps(apps: unknown, path: string, model: string | undefined): void {
    const field = at(path, 'apps');
    if (!Array.isArray(apps) || apps.length === 0) {
      return void this.problems.push({ field, message: 'must be a list of at least one {name, sloMs, rateHz}' });
    }
    if (apps.length > limits.maxApps) {
      const message = `has ${apps.length} entries; at most ${limits.maxApps} are planned together`;
      return void this.problems.push({ field, message });
    }
    const doubles: Problem[] = [];
    apps.forEach((app: unknown, index) => {
      const place = `${field}[${index}]`;
      if (isObject(app)) this.takeApp(app, place, model, doubles);
      else this.problems.push({ field: place, message: 'must be {name, sloMs, rateHz}' });
    });
    this.problems.push(...doubles);
  }

  private takeApp(value: Fields, path: string, of?: string, doubles: Problem[] = this.problems): void {
    const { demand, note } = readApp(value, path, this.problems, this.rates);
    if (note !== undefined) this.notes.push(note);
    const before = this.nameAt.get(demand.name);
    if (before === undefined) this.nameAt.set(demand.name, path);
    else if (demand.name !== '') {
      doubles.push({ field: `${path}.name`, message: `"${demand.name}" is already the name of ${before}; rename one` });
    }
    if (of !== undefined && value.model !== undefined && value.model !== of) {
      const message = `is another model than ${of}, which the apps here belong to`;
      this.problems.push({ field: `${path}.model`, message });
    }
    const model = of ?? new FieldReader(value, path, this.problems).name('model');
    this.taskOf(model, {}, path).apps.push(demand);
  }

  private openTask(model: string, value: Fields, fields: FieldReader, path: string): void {
    if (this.tasks.has(model) && (value.profile !== undefined || value.maxItemBytes !== undefined)) {
      return fields.fault('model', `${model} was described before; give its profile and maxItemBytes once`);
    }
    this.taskOf(model, value, path);
  }

  /** The task of a model; where it is met first, its profile is looked for. */
  private taskOf(model: string, value: Fields, path: string) {
    const found = this.tasks.get(model);
    if (found !== undefined) return found;
    const entry = { ...this.registered.get(model), ...value };
    const fields = new FieldReader(entry, path, this.problems);
    const itemBytes =
      entry.maxItemBytes === undefined ? 0 : fields.positive('maxItemBytes', limits.maxInvocationBytes, 'bytes');
    const task = { model, profile: this.profileOf(model, entry.profile, path), apps: [], itemBytes };
    this.tasks.set(model, task);
    return task;
  }

  /** @param given a profile, the name of one that ships, or nothing: then the model's own name is looked for. */
  private profileOf(model: string, given: unknown, path: string): ModelProfile | undefined {
    if (given !== undefined && typeof given !== 'string') {
      const reading = readValue(profileCheck, given);
      const faults = 'value' in reading ? [profileFault(reading.value) ?? []].flat() : reading.faults;
      if ('value' in reading && faults.length === 0) return reading.value;
      this.problems.push(...faults.map((fault) => problemOfFault(fault, at(path, 'profile'))));
      return undefined;
    }
    const name = given ?? model;
    const shipped = lookup(shippedProfiles, name);
    if (shipped !== undefined || name === '') return shipped;
    const known = Object.keys(shippedProfiles).join(', ');
    const message = `"${name}" has no shipped profile; use one of ${known}, or add \`profile\``;
    this.problems.push({ field: at(path, given === undefined ? 'model' : 'profile'), message });
    return undefined;
  }

  private takeToday({ today }: Fields, path: string): void {
    if (today === undefined) return;
    const place = at(path, 'today');
    if (!isObject(today)) return void this.problems.push({ field: place, message: 'must be {perMonth, currency}' });
    const fields = new FieldReader(today, place, this.problems);
    fields.allow(['perMonth', 'currency']);
    const perMonth = fields.positive('perMonth', maxPerMonth, 'money for 30 days');
    const { currency } = today;
    if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
      return fields.fault('currency', 'must be a currency of three letters, such as CNY');
    }
    if (this.today !== undefined) return void this.problems.push({ field: place, message: 'stands twice; keep one' });
    this.today = { perMonth, currency };
  }
}

/** Fields of plan files that may be absent, wherever they stand. */
const optional = new Set([
  ...['model', 'models', 'apps', 'profile', 'maxItemBytes', 'today'],
  ...['rateHz', 'expectedRateHz', 'attainment', 'whenLate', 'outcomeTopic'],
  ...['maxRateHz', 'maxBurst', 'maxInlineBytes'],
  ...['image', 'version', 'port', 'env', 'role', 'vpc'],
]);

/** The document without empty fields that may be absent: YAML's `rateHz:` and a program's `"rateHz": null` say nothing. */
function withoutNullFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullFields);
  if (!isObject(value)) return value;
  const given = Object.entries(value).filter(([name, field]) => field !== null || !optional.has(name));
  // What stands in a profile is judged by the schema of profiles.
  return Object.fromEntries(
    given.map(([name, field]) => [name, name === 'profile' ? field : withoutNullFields(field)]),
  );
}
