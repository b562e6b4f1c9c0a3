import { toResults } from '../../../../src/results/toResults.js';
import { sampleAssignment, sampleCheck, sampleGrade } from '../../../results/sampleGrade.js';

/** Two runs that differ in nothing but the time that a hidden check took. */
export default function attempt(): string[] {
  const [quick, slow] = [5, 900].map((hiddenMs) => {
    const checks = [sampleCheck({ wallMs: 10 }), sampleCheck({ id: '1.2', visibility: 'hidden', wallMs: hiddenMs })];
    const timings = { startMs: 100, cellsMs: 200, checksMs: 10 + hiddenMs, totalMs: 310 + hiddenMs };
    const { extra_data: _, ...shown } = toResults(sampleGrade({ checks, timings }), sampleAssignment);
    return JSON.stringify(shown);
  });
  return quick === slow ? [] : ['what a student sees depends on the time that a hidden check took'];
}
