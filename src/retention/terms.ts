/** How long what nobody needs is kept, in days. */
export interface RetentionTerms {
  /** Feedback, from when it ended: its grade, and its notebook where nothing else refers to that. */
  readonly feedbackDays: number;
  /**
   * Files that nothing refers to, from when they were last stored: executed notebooks, grades as files (the ledger has
   * them), notebooks of `assay submit` and of batches that are gone.
   */
  readonly fileDays: number;
}

export const DEFAULT_TERMS: RetentionTerms = { feedbackDays: 180, fileDays: 30 };

/** A file may have to wait for its row: a server that was away fetches a grade a day later. */
export const MIN_FILE_DAYS = 2;

const DAY_MS = 86_400_000;

/** The instant so many days before `now`. */
export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
