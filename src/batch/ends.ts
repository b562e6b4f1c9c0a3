import { gradeSchema } from '../grade/grade.js';
import type { Work } from '../work/rows.js';
import type { ItemEnd } from './runFolder.js';

/** How a row of a run ended that holds its grade. To be asked once it has ended. */
export function endOf({ state, cause, detail, heldGrade }: Work): Exclude<ItemEnd, { kind: 'open' }> {
  if (heldGrade !== null) return { kind: 'graded', grade: gradeSchema.parse(JSON.parse(heldGrade)) };
  if (state === 'unreadable') return { kind: 'badInput', message: detail ?? 'Nothing in it can be read.' };
  const message = detail ?? `It was ${state}.`;
  return { kind: cause === 'course' ? 'courseError' : 'platformFailure', message };
}
