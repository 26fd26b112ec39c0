import { percentile } from '@harmonybatch/traffic';
import { faultKinds, type FaultWindow } from '../faults/fault';
import type { RequestFigures } from '../verdicts/calm-requests';
import type { Findings } from '../verdicts/findings';
import type { JudgedLater } from '../verdicts/later-records';
import { spanMs, type MissedSpan } from '../verdicts/missed-spans';
import type { Verdict } from '../verdicts/verdicts';

const maxListed = 20;

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
}

const ms = (value: number | null): string => (value === null ? '–' : `${Math.round(value)}`);

function figuresRow(name: string, figures: RequestFigures): string[] {
  const { requests, withinSlo, byStatus, p50Ms, p95Ms, p99Ms, maxMs } = figures;
  const share = requests === 0 ? '–' : `${((100 * withinSlo) / requests).toFixed(3)} %`;
  const others = Object.entries(byStatus).filter(([status]) => status !== 'ok');
  const said = others.map(([status, count]) => `${count} ${status}`).join(', ');
  return [name, `${requests}`, share, ms(p50Ms), ms(p95Ms), ms(p99Ms), ms(maxMs), said];
}

function figuresTable({
  figures: { baseline, calm, calmByApp, faulty, patient, patientOutlasting },
}: Findings): string[] {
  const head = ['requests', 'count', 'ok in SLO', 'p50 ms', 'p95', 'p99', 'max', 'others'];
  return table([
    head,
    figuresRow('first minute', baseline),
    figuresRow('outside of windows', calm),
    ...Object.entries(calmByApp).map(([name, one]) => figuresRow(`  ${name}`, one)),
    figuresRow('touched by a window', faulty),
    figuresRow('may wait for long', patient),
    figuresRow('  and outlasts all faults', patientOutlasting),
  ]);
}

function missedLine({ figures: { calmMissed } }: Findings): string[] {
  const said = ({ fromMs, missed }: MissedSpan): string =>
    `${missed} from ${new Date(fromMs).toISOString().slice(11, 19)}`;
  if (calmMissed.length === 0) return [];
  return [`  most misses outside of windows, in ${spanMs / 1000} s: ${calmMissed.map(said).join(', ')} (UTC)`];
}

/** Seconds from a fault's begin to its recovery. */
const recoverySeconds = ({ startMs, recoveredMs }: FaultWindow): number => (recoveredMs - startMs) / 1000;

function faultsTable({ faults, later }: Findings): string[] {
  const rows = [...faultKinds, 'exit' as const].flatMap((kind) => {
    const windows = faults.filter((fault) => fault.kind === kind);
    if (windows.length === 0) return [];
    const seconds = windows.map(recoverySeconds).sort((a, b) => a - b);
    const caused = later.filter(({ fault }) => fault?.kind === kind).length;
    const [median, max] = [percentile(seconds, 0.5) ?? 0, seconds[seconds.length - 1] ?? 0];
    return [[kind, `${windows.length}`, median.toFixed(1), max.toFixed(1), `${caused}`]];
  });
  return table([['fault', 'count', 'recovered after s', 'at most', 'later records'], ...rows]);
}

const laterLine = ({ id, first, later, agrees, fault }: JudgedLater): string => {
  const cause = fault === undefined ? 'NO FAULT' : `${fault.kind} ${fault.target}`;
  const place = `partition ${later.partition}, offsets ${first.offset} and ${later.offset}`;
  return `  ${id}: ${later.appendedAtMs - first.appendedAtMs} ms after the first, ${place}, ${agrees ? 'agrees' : `${first.status} then ${later.status}`}, ${cause}`;
};

/** What has to be looked at, each with the first of it. */
function lists({
  lost,
  differing,
  wrongOutputs,
  troubled,
  staging,
  later,
  faults,
  unexplainedExits,
}: Findings): string[] {
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${title}:`, ...lines.slice(0, maxListed), ...(lines.length > maxListed ? ['  …'] : [])];
  const exit = ({ target, note }: FaultWindow): string => `  ${target}: ${note}`;
  return [
    ...list(
      'lost',
      lost.map((id) => `  ${id}`),
    ),
    ...list(
      'first records that differ',
      differing.map((id) => `  ${id}`),
    ),
    ...list(
      'answers to other inputs',
      wrongOutputs.map((id) => `  ${id}`),
    ),
    ...list(
      'trouble without an outcome',
      troubled.lost.map((id) => `  ${id}`),
    ),
    ...list(
      'lost by the deployment beside it',
      staging.lost.map((id) => `  ${id}`),
    ),
    ...list(
      'later records',
      [...later].sort((a, b) => Number(a.fault !== undefined) - Number(b.fault !== undefined)).map(laterLine),
    ),
    ...list('exits that no fault explains', unexplainedExits.map(exit)),
    ...list(
      'restarts that did not end with 0',
      faults.filter(({ kind, note }) => kind === 'restart' && note !== '').map(exit),
    ),
  ];
}

/** A run's findings and verdicts, for people. */
export function reportText(findings: Findings, verdicts: readonly Verdict[]): string {
  const lines = [
    '',
    ...faultsTable(findings),
    '',
    ...figuresTable(findings),
    ...missedLine(findings),
    '',
    ...lists(findings),
    `${findings.sent} requests sent, ${findings.acknowledged} acknowledged, ${findings.faults.length} faults`,
    ...verdicts.map(({ what, holds, found }) => `${holds ? 'holds' : 'FAILS'}  ${what}: ${found}`),
    '',
  ];
  return lines.join('\n');
}
