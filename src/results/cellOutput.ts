/** One representation of a rich output: a MIME type and its bytes (UTF-8 where the type is text). */
export interface OutputData {
  mime: string;
  bytes: Uint8Array;
}

/** Text that a cell wrote to a stream. */
export interface StreamOutput {
  kind: 'stream';
  name: 'stdout' | 'stderr';
  text: string;
}

/** Something that a cell displayed, or (`result`) the value of its last expression. */
interface RichOutput {
  kind: 'display' | 'result';
  data: readonly OutputData[];
  displayId?: string;
}

/** An exception that ended a cell; the traceback as Jupyter shows it, in one string with line breaks. */
export interface ErrorOutput {
  kind: 'error';
  ename: string;
  evalue: string;
  traceback: string;
}

/** What a cell shows below itself. All of it is the student's: never trusted, never markup. */
export type CellOutput = StreamOutput | RichOutput | ErrorOutput;
