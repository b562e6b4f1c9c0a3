/** Another grader, ready to grade one homework's notebook. */
export interface Peer {
  readonly name: string;
  /** Grades once and returns the file with what it found. */
  grade(): Promise<string>;
}
