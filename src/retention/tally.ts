import type { RetentionTerms } from './terms.js';
import type { Removed } from './prune.js';

/** How many things are gone, and their bytes, by what they are. */
export type Tally = Record<'feedback' | 'blob' | 'draft', { count: number; bytes: number }>;

export function emptyTally(): Tally {
  return {
    feedback: { count: 0, bytes: 0 },
    blob: { count: 0, bytes: 0 },
    draft: { count: 0, bytes: 0 },
  };
}

/** Counts one more; a mark is counted with its blob. */
export function count(tally: Tally, { kind, bytes }: Removed): void {
  if (kind === 'mark') return;
  tally[kind].count += 1;
  tally[kind].bytes += bytes;
}

/** A line for each kind, for a person. */
export function tallyLines({ feedback, blob, draft }: Tally, { feedbackDays, fileDays }: RetentionTerms): string[] {
  const text = ({ count: number, bytes }: Tally['blob']): string => `${number} (${(bytes / 1e6).toFixed(1)} MB)`;
  return [
    `feedback that ended more than ${feedbackDays} days ago: ${text(feedback)} in the ledger`,
    `files that nothing refers to, stored more than ${fileDays} days ago: ${text(blob)}`,
    `drafts of writers that were killed: ${text(draft)}`,
  ];
}
