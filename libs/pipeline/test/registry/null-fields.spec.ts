import { topics } from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';
import { AppRegistry, ModelRegistry } from '@harmonybatch/pipeline';
import { inboundRecord } from '../../../ports/test/fake-ports';

const app = { name: 'photos', model: 'vgg19', sloMs: 500 };
const model = { name: 'vgg19', version: '1', image: 'i', port: 9000, profile: shippedProfiles['bert'] };

/** As a class with every field is written by Pydantic, Jackson or Go. */
const writtenApp = { ...app, attainment: null, expectedRateHz: null, whenLate: null };
const writtenModel = { ...model, env: null, role: null, vpc: null, maxItemBytes: null };

it('an app is registered as if the fields that are null were not there', () => {
  const apps = new AppRegistry();
  expect(apps.apply(inboundRecord(topics.appRegistered.name, writtenApp, { key: 'photos' }))).toBeNull();
  expect(apps.get('photos')).toEqual(app);
});

it('so is a model, whose versions are the same', () => {
  const models = new ModelRegistry();
  expect(models.apply(inboundRecord(topics.modelProfiled.name, writtenModel, { key: 'vgg19' }))).toBeNull();
  expect(models.get('vgg19')).toEqual(model);
});

it.each(['name', 'model', 'sloMs'])('a required field that is null is named, and nothing else: %s', (field) => {
  const fault = new AppRegistry().apply(
    inboundRecord(topics.appRegistered.name, { ...writtenApp, [field]: null }, { key: 'photos' }),
  );
  expect(fault).toMatch(new RegExp(`^/${field}: [^;]*; got null$`));
});
