import { Deployment } from '../src';

describe('Deployment', () => {
  const production = new Deployment('', 'MkU3OEVBNTcwNTJENDM2Qk');

  it.each([
    ['another topic prefix', new Deployment('staging.', 'MkU3OEVBNTcwNTJENDM2Qk')],
    ['another cluster', new Deployment('', 'q1Sh-9_ISia_zwGINzRvyQ')],
  ])('shares neither keys nor functions with one of %s', (_what, other) => {
    expect(other.name).not.toBe(production.name);
    expect(other.keyPrefix).not.toBe(production.keyPrefix);
    expect(other.functionPrefix).not.toBe(production.functionPrefix);
  });

  it('begins no key of another one, whatever topics and clusters are called', () => {
    const topicPrefixes = ['', 'a', 'a.', 'a.b.', 'owner', 'harmonybatch'];
    const clusterIds = ['a', 'a.', 'owner', 'q1Sh-9_ISia_zwGINzRvyQ'];
    const prefixes = topicPrefixes.flatMap((prefix) => clusterIds.map((id) => new Deployment(prefix, id).keyPrefix));
    const keys = prefixes.map((prefix) => [`${prefix}owner`, `${prefix}{a}:meta`]);
    keys.forEach((ofOne, index) =>
      expect(ofOne.map((key) => prefixes.filter((prefix) => key.startsWith(prefix)))).toEqual(
        ofOne.map(() => [prefixes[index]]),
      ),
    );
  });

  it('has prefixes that Redis and the platform take', () => {
    const long = new Deployment('p'.repeat(100), 'q1Sh-9_ISia_zwGINzRvyQ');
    expect(long.functionPrefix).toMatch(/^hb[0-9a-f]{5}-$/);
    expect(long.keyPrefix).toBe(`harmonybatch:q1Sh-9_ISia_zwGINzRvyQ:${'p'.repeat(100)}:`);
  });
});
