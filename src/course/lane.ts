import type { Assignment } from './schema.js';

/** Where a submission queues: with the machines that have a GPU, or with all. */
export type LaneName = 'cpu' | 'gpu';

/** How long a submission waits in the gpu lane before it goes on in the other one; undefined where it does not. */
export function gpuWaitOf({ gpu, gpuWaitSeconds }: Pick<Assignment, 'gpu' | 'gpuWaitSeconds'>): number | undefined {
  return gpu === 'preferred' ? gpuWaitSeconds : undefined;
}

/** Where an assignment's submissions may run. */
export function lanesOf(assignment: Pick<Assignment, 'gpu' | 'gpuWaitSeconds'>): readonly LaneName[] {
  return gpuWaitOf(assignment) === undefined ? [laneOf(assignment)] : ['gpu', 'cpu'];
}

/** The lane that an assignment's submissions begin in. `preferred` may go on in the other one. */
export function laneOf({ gpu }: Pick<Assignment, 'gpu'>): LaneName {
  return gpu === 'never' ? 'cpu' : 'gpu';
}
