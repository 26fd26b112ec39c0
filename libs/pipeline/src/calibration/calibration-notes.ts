import type { ProfileFactors } from '@harmonybatch/model';

/** How a plan corrects the profile of its model, in words; nothing where it takes it as it is. */
export function calibrationNotes(factors: ProfileFactors = { cpu: 1, gpu: 1 }): string[] {
  const types = ['cpu', 'gpu'] as const;
  const by = [
    ...types.map((type) => timesOn(factors[type], `on ${type.toUpperCase()} functions`)),
    ...types.map((type) => timesOn(factors.tails?.[type] ?? 1, `for the slow ones on ${type.toUpperCase()} functions`)),
  ].flat();
  if (by.length === 0) return [];
  return [
    `Executions were observed to take other times than the profile says: ${by.join(', ')}. The plan is made with what was observed; harmonybatch calibration show says since when.`,
  ];
}

const timesOn = (factor: number, where: string): string[] =>
  factor === 1 ? [] : [`${factor.toFixed(2)} times ${where}`];

const maxNamed = 5;

/** Apps that no function is fast enough for as executions are now. */
export function tooSlowNote(apps: readonly string[]): string {
  const named = apps.slice(0, maxNamed).map((app) => `"${app}"`);
  const more = apps.length > maxNamed ? ` and ${apps.length - maxNamed} more` : '';
  return `As long as executions take now, no function is fast enough for ${named.join(', ')}${more}: they are planned with the profile as it is, and requests will be late. Loosen their SLOs, or find out what slows the functions down.`;
}
