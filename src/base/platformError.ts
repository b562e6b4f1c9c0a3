import { Refusal } from './refusal.js';

/**
 * The platform failed: the engine, Redis, an image, a disk. Never the student's fault and never a zero:
 * the worker tries again, and in the end an operator must act.
 */
export class PlatformError extends Refusal {
  override readonly name = 'PlatformError';
  /** What the operator can do about it, as a sentence. */
  declare readonly remedy: string;

  constructor(text: string, { remedy, cause }: { remedy: string; cause?: unknown }) {
    super({ code: 'platformFailure', whoseTurn: 'operator', text, remedy }, { cause });
  }
}
