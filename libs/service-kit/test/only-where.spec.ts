import { choice, onlyWhere, optional, readConfig, text } from '../src';
import { helpText } from '../src/program';

const animal = choice('ANIMAL', { description: 'Which.', of: ['cat', 'dog'], default: 'cat' });
const variables = {
  animal,
  ...onlyWhere(animal, 'cat', { claws: text('CLAWS', { description: 'How many.', pattern: /^\d+$/ }) }),
  ...onlyWhere(animal, 'dog', {
    bark: text('BARK', { description: 'How loud.' }),
    lead: optional(text('LEAD', { description: 'If any.' })),
  }),
};

it.each([
  { CLAWS: '18', BARK: '' },
  { ANIMAL: ' ', CLAWS: '18' },
  { ANIMAL: 'cat', CLAWS: '18', LEAD: 'x' },
])('variables of another choice are neither asked for nor looked at: %p', (environment) => {
  expect(readConfig(environment, variables)).toEqual({ animal: 'cat', claws: '18', bark: undefined, lead: undefined });
});

it('those of the choice are asked for', () => {
  expect(readConfig({ ANIMAL: 'dog', BARK: 'loud', CLAWS: 'wrong' }, variables)).toMatchObject({ bark: 'loud' });
  expect(() => readConfig({ ANIMAL: 'dog' }, variables)).toThrow('BARK is not set');
  expect(() => readConfig({ CLAWS: 'none' }, variables)).toThrow('CLAWS has a value');
});

it('help says where they count', () => {
  expect(helpText('zoo', 'Keeps animals.', variables)).toContain('required; where ANIMAL is dog');
});
