import type { Picture } from './pictures.js';

/** A question that people grade, as `manual` in `assignment.yaml` names it. */
export interface WrittenQuestion {
  readonly number: string;
  readonly title: string;
}

/** What a student's notebook holds for one question. All of it is the student's: text and bytes, never markup. */
export interface WrittenAnswer extends WrittenQuestion {
  /** `absent`: no cell of the notebook is known as this question's; people have to look. */
  readonly state: 'answered' | 'unanswered' | 'absent';
  /** How its cells were known; `wording` is that of the starter's question. Not there for `absent`. */
  readonly foundBy?: FoundBy;
  /** Positions of its cells among all cells, from 0. */
  readonly cells: readonly number[];
  /** Markdown with its formulas, as it was written; pictures are named `picture:1`, `picture:2`, …, in their place. */
  readonly source: string;
  /** The lines of it that the starter does not have. */
  readonly answer: string;
  /** Whether the source was longer than is kept. */
  readonly isCut: boolean;
  readonly pictures: readonly Picture[];
  /** Pictures that are not kept, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

export type FoundBy = 'marker' | 'heading' | 'wording';

/** What is kept of a submission for the people who grade it. */
export interface WrittenDocument {
  readonly schemaVersion: 1;
  readonly assignment: string;
  readonly notebookDigest: string;
  readonly answers: readonly WrittenAnswer[];
}
