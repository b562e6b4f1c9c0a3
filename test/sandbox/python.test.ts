import { describe, it } from 'vitest';
import { runPythonSuite } from '../support/pythonSuite.js';

const SUITES = [
  { suite: 'wire', role: 'checker' },
  { suite: 'checker', role: 'checker' },
  { suite: 'runner', role: 'student' },
] as const;

describe.each(SUITES)('the Python tests of the $suite', ({ suite, role }) => {
  it('pass', { timeout: 900_000 }, () => runPythonSuite(`test/sandbox/${suite}`, role));
});
