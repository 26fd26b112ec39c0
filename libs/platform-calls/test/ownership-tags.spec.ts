import { notOurs, ownershipOf, tagsOf } from '../src';

const model = { model: 'm', modelVersion: '1' };

it('a function carries its deployment, its model and its version', () => {
  expect(tagsOf(model, 'shop-@cluster_1')).toEqual({
    'managed-by': 'harmonybatch',
    'harmonybatch-deployment': 'shop-@cluster_1',
    'harmonybatch-model': 'm',
    'harmonybatch-version': '1',
  });
});

it('values are those that every platform takes, and long ones stay apart', () => {
  const [one, other] = ['1', '2'].map((end) => tagsOf({ ...model, modelVersion: `${'x'.repeat(200)}${end}` }, 'd'));
  expect(one!['harmonybatch-version']).toHaveLength(128);
  expect(one!['harmonybatch-version']).not.toBe(other!['harmonybatch-version']);
  expect(tagsOf({ ...model, modelVersion: 'a~b"c, http://d' }, 'd')['harmonybatch-version']).toBe('a_b_c_ http:_d');
});

it.each([
  ['own', 'this deployment', tagsOf(model, 'd')],
  ['own', 'this deployment, looked after by other tools', { ...tagsOf(model, 'd'), 'managed-by': 'terraform' }],
  ['foreign', 'another deployment', tagsOf(model, 'e')],
  ['foreign', 'another tool', { 'managed-by': 'terraform' }],
  ['unsaid', 'nobody', undefined],
  ['unsaid', 'nobody, and has other tags', { team: 'a' }],
  ['unsaid', 'an earlier version, which named no deployment', { 'managed-by': 'harmonybatch' }],
])('is %s where its tags name %s', (ownership, _, tags) => {
  expect(ownershipOf(tags, 'd')).toBe(ownership);
});

it('a refusal says whose it is and what mends it', () => {
  const { reason, message } = notOurs('hb-m', tagsOf(model, 'e'));
  expect(reason).toBe('conflict');
  expect(message).toContain('belongs to deployment e');
  expect(message).toContain('HARMONYBATCH_FUNCTION_PREFIX');
});
