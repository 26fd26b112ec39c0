import type { TraceLanes } from './trace-lanes.cjs';

export function traceSvg(trace: TraceLanes): string;
