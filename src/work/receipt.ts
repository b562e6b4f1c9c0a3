import type { Person } from './people.js';

/** What is recorded of a submission: who, what for, when. */
export interface Receipt {
  readonly course: string;
  readonly assignment: string;
  /** The platform's own id. */
  readonly submissionId: string;
  /** May be empty where the submission was received before: then who hands it in stays as it is. */
  readonly students: readonly Person[];
  /** RFC 3339 with offset, as the platform says it. What was said first counts. */
  readonly createdAt: string;
  readonly source: 'gradescope' | 'batch' | 'cli' | 'page';
  /** Of all that was handed in: the same submission never comes with another. */
  readonly contentDigest: string;
}
