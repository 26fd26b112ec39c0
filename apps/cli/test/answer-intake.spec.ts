import { RequestLedger } from '@harmonybatch/traffic';
import { AnswerIntake, requestId } from '../src/replay/answer-intake';
import { ExecutionTally } from '../src/replay/execution-tally';
import { outcomeOf } from './fake-system';

const setUp = () => {
  const ledger = new RequestLedger();
  ledger.send(0, 100, 0);
  const intake = new AnswerIntake('run1', ['app1', 'app2'], ledger, new ExecutionTally());
  const take = (value: unknown): void => {
    const bytes = value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    intake.take({ value: bytes }, 50);
  };
  return { ledger, intake, take };
};
const id = requestId('run1', 0);

test('an outcome of this run answers its request', () => {
  const { ledger, take } = setUp();
  take(outcomeOf({ app: 'app1', id }, 1));
  take(outcomeOf({ app: 'app1', id }, 1));
  expect([ledger.answered, ledger.withinSlo, ledger.duplicates]).toEqual([1, 1, 1]);
});

test('outcomes of other producers, of another app, of no request sent, and tombstones are left alone', () => {
  const { ledger, intake, take } = setUp();
  take(outcomeOf({ app: 'app1', id: 'replay-run2-0' }, 1));
  take(outcomeOf({ app: 'app2', id }, 1));
  take(outcomeOf({ app: 'app1', id: requestId('run1', 1) }, 1));
  take(outcomeOf({ app: 'app1', id: `${id}x` }, 1));
  take('not json');
  take(null);
  expect([ledger.answered, intake.unreadable]).toEqual([0, 0]);
});

test('a record of this run that breaks the contract is counted, and answers nothing', () => {
  const { ledger, intake, take } = setUp();
  take(`{"id":"${id}"`);
  take({ ...outcomeOf({ app: 'app1', id }, 1), status: 'fine' });
  expect([ledger.answered, intake.unreadable]).toEqual([0, 2]);
});
