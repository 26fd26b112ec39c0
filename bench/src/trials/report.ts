import { tableLines } from '../report/table';
import type { Findings } from './judgement/findings';

const shownComplaints = 8;

/** What was found, for people. */
export function reportText({ figures, plans, complaints, facts, verdicts }: Findings): string {
  const figureRows = figures.map((one) => [
    one.phase,
    one.app,
    one.sent,
    `${(100 * one.attainment).toFixed(2)} %`,
    one.late,
    one.expired,
    one.failed,
    one.unanswered,
  ]);
  const head = ['phase', 'app', 'sent', 'in time', 'late', 'expired', 'failed', 'unanswered'];
  const planRows = plans.map((one) => [
    `${one.afterSeconds} s`,
    one.epoch,
    one.reason,
    one.costPerMillion.toFixed(2),
    one.groups.join(', '),
  ]);
  const blocks = [
    tableLines(head, figureRows),
    tableLines(['plan after', 'epoch', 'reason', 'per million', 'groups'], planRows),
    complaints
      .slice(0, shownComplaints)
      .map(({ service, message, lines }) => `${String(lines).padStart(4)} × ${service}: ${message}`),
    Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
    verdicts.map(({ promise, found, holds }) => `${holds ? 'holds' : 'FAILS'}  ${promise}: ${found}`),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `  ${line}`).join('\n'))
    .join('\n\n');
}
