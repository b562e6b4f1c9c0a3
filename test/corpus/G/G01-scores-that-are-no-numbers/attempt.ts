import { serialiseResults } from '../../../../src/results/serialise.js';
import { toResults } from '../../../../src/results/toResults.js';
import { sampleAssignment, sampleCheck, sampleGrade } from '../../../results/sampleGrade.js';

/** A document with such a score must be an error, never a file. */
export default function attempt(): string[] {
  return [NaN, Infinity, -Infinity].flatMap((points) => {
    const checks = [sampleCheck({ earnedMicroPoints: points })];
    try {
      return [`${points} was written: ${serialiseResults(toResults(sampleGrade({ checks }), sampleAssignment))}`];
    } catch {
      return [];
    }
  });
}
