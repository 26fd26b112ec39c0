import { SeededRandomness } from '@harmonybatch/traffic';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultKinds, type PlannedFault } from '../chaos/src/faults/fault';
import { plannedFault } from '../chaos/src/faults/fault-schedule';
import { ChaosRun, type ChaosProgress } from '../chaos/src/run-chaos';
import type { Findings } from '../chaos/src/verdicts/findings';
import { verdictsOfDelivery } from '../chaos/src/verdicts/verdicts';

const seed = 7;
const rateHz = 40;
const patientSloMs = 20_000;
const quietMs = 5_000;
const betweenFaultsMs = 4_000;
const afterwardsMs = 5_000;
const givenUpAfterMs = 540_000;

/** Each kind once, in the order of the list, none left out however slow the machine is. */
function oneOfEach(): PlannedFault[] {
  const random = new SeededRandomness(seed);
  return faultKinds.map((kind, index) => plannedFault(kind, quietMs + index * betweenFaultsMs, Infinity, random));
}

describe('a short run with one fault of each kind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-chaos-test-'));
  let findings: Findings;

  beforeAll(async () => {
    const terms = {
      rateHz,
      patientSloMs,
      seed,
      warmUpMs: quietMs,
      baselineMs: quietMs,
      lastsMs: quietMs + faultKinds.length * betweenFaultsMs + afterwardsMs,
      faults: oneOfEach(),
      folders: { state: join(folder, 'state'), logs: join(folder, 'logs') },
    };
    let last: ChaosProgress | undefined;
    const observer = { onProgress: (progress: ChaosProgress) => (last = progress), onSkipped: () => undefined };
    const run = new ChaosRun(terms, observer, AbortSignal.timeout(givenUpAfterMs)).run();
    findings = await run.catch((error: unknown) => {
      throw new Error(`after ${JSON.stringify(last)}`, { cause: error });
    });
  }, givenUpAfterMs + 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('did every fault, and recovered from each', () => {
    const done = findings.faults.filter(({ kind }) => kind !== 'exit');
    expect(done.map(({ kind }) => kind).sort()).toEqual([...faultKinds].sort());
    expect(findings.faults.filter(({ recoveredMs }) => !Number.isFinite(recoveredMs))).toEqual([]);
  });

  it('lost nothing, gave every reader the same first answer, and has a fault for every later one', () => {
    expect(verdictsOfDelivery(findings).filter(({ holds }) => !holds)).toEqual([]);
    expect(findings.sent).toBeGreaterThan((rateHz * quietMs) / 1000);
  });
});
