/**
 * The platform failed: the engine, Redis, an image, a disk. Never the student's fault and never a zero:
 * the worker tries again, and in the end an operator must act.
 */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  /** What the operator can do about it, as a sentence. */
  readonly remedy: string;

  constructor(message: string, options: { remedy: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.remedy = options.remedy;
  }
}
