import type { EventContent } from '../eventContent.js';
import type { LatePolicy } from '../../late/policy.js';
import { percent, plural } from '../../late/wording.js';

type Terms = Pick<
  Extract<EventContent, { type: 'assignment_set' }>,
  'assignment' | 'cutoffHours' | 'cutoffAt' | 'lateExempt' | 'dueLocal'
>;

/** What is allowed in a course's files and is seldom meant. */
export function policyWarnings(policy: LatePolicy, assignments: readonly Terms[]): string[] {
  return assignments.flatMap((terms) => warningOf(policy, terms)).map((text) => `Warning: ${text}`);
}

function warningOf(policy: LatePolicy, { assignment, cutoffHours, cutoffAt, lateExempt, dueLocal }: Terms): string[] {
  if (lateExempt === true) return [];
  const { penaltyBpPerHour, penaltyCapBp, budgetHours, unitSeconds } = policy;
  const warnings: string[] = [];
  if (cutoffHours == null && cutoffAt == null && (penaltyBpPerHour === 0 || penaltyCapBp < 10_000)) {
    warnings.push(
      `${assignment} has no cut-off, and late work always keeps some of its score, so no release is ever safe. Give it cutoffHours or cutoffAt.`,
    );
  }
  if (cutoffHours != null && cutoffHours > 0) {
    const latest = Math.ceil((cutoffHours * 3600) / unitSeconds);
    const most = Math.min(penaltyCapBp, latest * penaltyBpPerHour);
    if (most < penaltyCapBp) {
      warnings.push(
        `${assignment} takes late work for ${plural(cutoffHours, 'hour')}, in which the penalty comes to at most ${percent(most)} and never to its cap of ${percent(penaltyCapBp)}.`,
      );
    } else if (latest <= budgetHours) {
      warnings.push(
        `${assignment} takes late work for ${plural(cutoffHours, 'hour')}, all of which a full budget of ${budgetHours} pays: its penalty is for those alone who spent hours before.`,
      );
    }
  }
  // A day at least: the zone of the due time is not looked at here.
  if (cutoffAt != null && dueLocal !== undefined && Date.parse(cutoffAt) < Date.parse(`${dueLocal}Z`) - 86_400_000) {
    warnings.push(`${assignment} takes nothing from ${cutoffAt} on, which is before it is due.`);
  }
  return warnings;
}
