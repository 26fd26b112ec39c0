import { Type } from '@sinclair/typebox';
import { AppRegistered, compile, ModelProfiled, readValue, topics, withoutNulls } from '../src';
import { examples } from './examples';

const app = examples[topics.appRegistered.name]!;
const model = examples[topics.modelProfiled.name]!;
const read = <T extends Parameters<typeof compile>[0]>(schema: T, value: unknown) => readValue(compile(schema), value);

/** Names of the optional fields of a schema. */
const optionalOf = (schema: { properties: object; required?: string[] }): string[] =>
  Object.keys(schema.properties).filter((name) => !schema.required?.includes(name));

describe('null', () => {
  it.each(optionalOf(AppRegistered))('is absent in an app: %s', (name) => {
    const { [name]: _absent, ...rest } = app;
    expect(read(AppRegistered, { ...app, [name]: null })).toEqual({ value: rest });
  });

  it.each(optionalOf(ModelProfiled))('is absent in a model: %s', (name) => {
    const { [name]: _absent, ...rest } = model;
    expect(read(ModelProfiled, { ...model, [name]: null })).toEqual({ value: rest });
  });

  it('is absent also deep within: all that a class with every field writes', () => {
    const { profile } = model as { profile: { cpu: object } };
    const written = { ...model, env: null, profile: { cpu: { ...profile.cpu, measuredVcpu: null }, gpu: null } };
    const { env: _env, ...rest } = model;
    expect(read(ModelProfiled, written)).toEqual({ value: rest });
  });

  it.each([...(AppRegistered.required ?? [])])('is a fault of a required field, which is named: %s', (name) => {
    const reading = read(AppRegistered, { ...app, whenLate: null, [name]: null });
    expect('faults' in reading && reading.faults.map(({ field }) => field)).toEqual([`/${name}`]);
  });

  it('is a fault where there is no such field, in a list and in a dictionary', () => {
    expect(read(AppRegistered, { ...app, colour: null })).toHaveProperty('faults');
    expect(read(ModelProfiled, { ...model, env: { THREADS: null } })).toHaveProperty('faults');
    expect(read(ModelProfiled, { ...model, profile: { cpu: null, gpu: null } })).toHaveProperty('faults');
  });

  it('stays where it is a value like others', () => {
    const schema = Type.Object({
      any: Type.Optional(Type.Unknown()),
      maybe: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    });
    expect(withoutNulls(schema, { any: null, maybe: null })).toEqual({ any: null, maybe: null });
  });

  it('is absent in whichever of several kinds of object fits', () => {
    const one = Type.Object({ kind: Type.Literal('one'), size: Type.Optional(Type.Number()) });
    const other = Type.Object({ kind: Type.Literal('other'), size: Type.Number() });
    const schema = Type.Array(Type.Union([other, one]));
    const given = [
      { kind: 'one', size: null },
      { kind: 'other', size: null },
    ];
    expect(withoutNulls(schema, given)).toEqual([{ kind: 'one' }, { kind: 'other', size: null }]);
  });

  it('is looked for in values of any kind, and none is changed', () => {
    for (const value of [null, 7, 'x', [], [null], { name: null }]) {
      const before = JSON.stringify(value);
      withoutNulls(AppRegistered, value);
      expect(JSON.stringify(value)).toBe(before);
    }
    const hostile = JSON.parse('{"__proto__": null, "constructor": null}') as object;
    expect(Object.keys(withoutNulls(AppRegistered, hostile) as object)).toEqual(['__proto__', 'constructor']);
  });
});
