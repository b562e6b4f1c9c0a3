import type { Assignment } from './schema.js';

/** Where a submission queues: with the machines that have a GPU, or with all. */
export type LaneName = 'cpu' | 'gpu';

/** The lane that an assignment's submissions begin in. `preferred` may go on in the other one. */
export function laneOf({ gpu }: Pick<Assignment, 'gpu'>): LaneName {
  return gpu === 'never' ? 'cpu' : 'gpu';
}
