import { AwaitedAnswers } from '../src/send/awaited-answers';

const outcome = (app: string, id: string, over: object = {}) => ({
  value: Buffer.from(
    JSON.stringify({
      identity: '0'.repeat(32),
      id,
      app,
      status: 'rejected',
      error: { code: 'unsigned', message: 'm', retryable: false },
      timing: { arrivedAtMs: 1, queuedMs: 0, executedMs: 0, completedAtMs: 1 },
      ...over,
    }),
  ),
});

function sent(): AwaitedAnswers {
  const answers = new AwaitedAnswers('doors', new Set(['a', 'b']));
  answers.sentAt(100);
  return answers;
}

test('an answer is one of the app, by id, after the request was sent; the first one counts', () => {
  const answers = sent();
  answers.take(outcome('doors', 'a'), 99);
  answers.take(outcome('gates', 'a'), 150);
  answers.take(outcome('doors', 'c'), 150);
  answers.take(outcome('doors', 'a', { source: 'elsewhere' }), 150);
  answers.take({ value: Buffer.from('{') }, 150);
  expect(answers.size).toBe(0);
  answers.take(outcome('doors', 'a'), 160);
  answers.take(outcome('doors', 'a', { status: 'error' }), 170);
  expect(answers.get('a')).toMatchObject({ latencyMs: 60, outcome: { status: 'rejected' } });
});

test('a request whose signature was refused is known by its place, told before or after its outcome', () => {
  const answers = sent();
  answers.take(outcome('', 'inference.requested-2-8'), 110);
  answers.placedAt(2, 7);
  answers.take(outcome('', 'inference.requested-2-7'), 120);
  answers.take(outcome('', 'inference.requested-1-7'), 120);
  expect(answers.values()).toHaveLength(2);
  expect([answers.get('a')?.latencyMs, answers.get('b')?.latencyMs]).toEqual([20, 10]);
});
