import { topics } from '@harmonybatch/contracts';
import { AppRegistry } from '@harmonybatch/pipeline';
import { inboundRecord } from '../../../ports/test/fake-ports';

const nowMs = 1_800_000_000_000;
const register = (apps: AppRegistry, name: string): void => {
  const fault = apps.apply(
    inboundRecord(topics.appRegistered.name, { name, model: 'vgg19', sloMs: 500 }, { key: name }),
  );
  if (fault !== null) throw new Error(fault);
};

describe('the name that was probably meant', () => {
  it('is the one that is registered now', () => {
    const apps = new AppRegistry();
    register(apps, 'photos');
    expect(apps.nearestName('photo', nowMs)).toBe('photos');
    register(apps, 'phot');
    apps.apply(inboundRecord(topics.appRegistered.name, null, { key: 'photos' }));
    expect(apps.nearestName('photo', nowMs)).toBe('phot');
  });

  it('is looked for among names a few times a second, and remembered', () => {
    const apps = new AppRegistry();
    register(apps, 'photos');
    const misspelt = Array.from(
      { length: 26 * 26 },
      (_, index) => `photo${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`,
    );
    const found = (atMs: number) => misspelt.filter((name) => apps.nearestName(name, atMs) !== null).length;
    const first = found(nowMs);
    expect(first).toBeLessThan(30);
    expect(found(nowMs)).toBe(first);
    expect(found(nowMs + 1_000)).toBeGreaterThan(first);
  });
});
