/** What becomes of a delivery whose try failed: tried again, given up until an operator says otherwise, or let go. */
type Verdict = 'retry' | 'dead' | 'dropped';

/** Why a try failed. The message is for operators and goes into the log: no name, no address, no secret is in it. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure';
  readonly verdict: Verdict;
  /** The receiver wants to be left alone for so long. */
  readonly waitMs: number | undefined;

  constructor(message: string, { verdict, waitMs }: { readonly verdict: Verdict; readonly waitMs?: number }) {
    super(message);
    this.verdict = verdict;
    this.waitMs = waitMs;
  }
}
