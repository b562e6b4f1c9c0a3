/**
 * The store refuses what it was told: course staff's turn. The message says what is wrong and what to do; nothing was
 * changed. What an operator must mend is a `PlatformError`.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly whoseTurn = 'course';
}
