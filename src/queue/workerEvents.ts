import type { Outcome } from '../grade/grade.js';

/** What a worker tells its operator. Submissions are named by id, never by a student's name. */
export interface WorkerEvents {
  readonly onStart?: (submission: string) => void;
  readonly onEnd?: (submission: string, outcome: Outcome) => void;
  readonly onFailure?: (submission: string, error: unknown) => void;
  readonly onError?: (error: unknown) => void;
}
