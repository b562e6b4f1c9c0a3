/** Whose turn it is when the store refuses. */
export type StoreErrorTurn = 'course' | 'operator';

/** The store refused something. The message says what happened, whose turn it is and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly whoseTurn: StoreErrorTurn;

  constructor(whoseTurn: StoreErrorTurn, message: string) {
    super(message);
    this.whoseTurn = whoseTurn;
  }
}
