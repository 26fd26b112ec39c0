import { inParallel } from './in-parallel';
import { pointKey, type MeasuredPoint, type PointToMeasure } from './measured-point';
import type { PointRunner } from './point-runner';
import type { StateFile } from './state-file';

/** Measures points that are not measured well enough yet, and keeps each as soon as it is. */
export class Measurements {
  constructor(
    private readonly runner: PointRunner,
    private readonly state: StateFile,
    private readonly parallel: number,
    private readonly onPoint: (point: MeasuredPoint, isNew: boolean) => void,
  ) {}

  /** In order of the points. @throws what ended a run; what was measured beside it is kept */
  of(points: readonly PointToMeasure[]): Promise<MeasuredPoint[]> {
    return inParallel(points, this.parallel, (point) => this.one(point));
  }

  private async one(point: PointToMeasure): Promise<MeasuredPoint> {
    const known = this.state.get(pointKey(point));
    const measured = await this.runner.run(point, known);
    const isNew = measured !== known;
    if (isNew) this.state.add(measured);
    this.onPoint(measured, isNew);
    return measured;
  }
}
