/** One thing that `assay doctor` looked at. `warn` grades all the same; `fail` does not. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail';
  readonly subject: string;
  /** In plain words: what is, and where it is not as it should be, what to do. */
  readonly text: string;
}
