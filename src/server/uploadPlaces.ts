import { tryLater } from './httpError.js';
import type { ServerLimits } from './limits.js';

/** What is received at once, by whichever door. */
export interface UploadPlaces {
  /** A place until it is disposed of. @throws {HttpError} 503 where there is none. */
  take(what: 'submission' | 'feedback'): Disposable;
}

/** Feedback never takes the last places: what is handed in may arrive all the same. */
export function uploadPlaces(limits: Pick<ServerLimits, 'uploadsAtOnce' | 'feedbackAtOnce'>): UploadPlaces {
  const taken = { submission: 0, feedback: 0 };
  return {
    take(what) {
      const isFull = taken.submission + taken.feedback >= limits.uploadsAtOnce;
      if (isFull || (what === 'feedback' && taken.feedback >= limits.feedbackAtOnce)) {
        throw tryLater('The server receives as much as it can.');
      }
      taken[what]++;
      return {
        [Symbol.dispose]() {
          taken[what]--;
        },
      };
    },
  };
}
