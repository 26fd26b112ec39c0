import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppRegistered, ModelProfiled } from '@harmonybatch/contracts';
import { profileFault } from '@harmonybatch/model';
import { imageCommandsOf } from '@harmonybatch/platform-files';
import { Value } from '@sinclair/typebox/value';
import { parse } from 'yaml';

const sample = (name: string) => parse(readFileSync(join(__dirname, '..', 'samples', name), 'utf8'));

const models = ['transformer', 'conv-net'];

describe('the samples', () => {
  it.each(models)('register the model %s', (name) => {
    const model = sample(`${name}.yaml`);
    expect([...Value.Errors(ModelProfiled, model)]).toEqual([]);
    expect(model.name).toBe(name);
    expect(profileFault(model.profile)).toBeNull();
  });

  it('run a process in place of its image', () => {
    const command = imageCommandsOf(join(__dirname, '..', 'samples', 'images.yaml'))(sample('transformer.yaml').image);
    expect(command).toMatchObject({ cwd: join(__dirname, '..') });
    expect(existsSync(join(__dirname, '..', command?.command[1] ?? ''))).toBe(true);
  });

  it.each([
    ['transformer', 'apps.yaml'],
    ['conv-net', 'conv-net-apps.yaml'],
  ])('register apps that call %s', (model, file) => {
    for (const app of sample(file)) {
      expect([...Value.Errors(AppRegistered, app)]).toEqual([]);
      expect(app.model).toBe(model);
    }
  });
});
