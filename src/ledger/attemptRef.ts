/** One try at grading a submission; a job carries it. */
export interface AttemptRef {
  readonly course: string;
  readonly submissionId: string;
  /** From 1. */
  readonly attempt: number;
}
