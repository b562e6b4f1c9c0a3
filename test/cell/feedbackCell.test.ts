import { expect, it } from 'vitest';
import { isFeedbackCell } from '../../src/intake/feedbackCell.js';
import { assay } from '../support/assay.js';
import { testFolder } from '../support/folder.js';
import { runPythonSuite } from '../support/pythonSuite.js';

const SERVER = 'https://assay.example.edu';

it('passes its Python tests', { timeout: 300_000 }, () => runPythonSuite('test/cell', 'student'));

it('is printed for one assignment and one server, without a secret, and grading knows it', async () => {
  await using folder = await testFolder();
  const printed = (args: readonly string[]) => assay(['feedback-cell', 'hw4', ...args], { state: folder.path });
  const { exitCode, stdout } = await printed(['--server', `${SERVER}/`]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`(server="${SERVER}", assignment="hw4")`);
  expect(stdout).not.toMatch(/@[A-Z]+@/u);
  expect(stdout.split('\n').length).toBeLessThanOrEqual(60);
  expect(isFeedbackCell(stdout)).toBe(true);
  expect(isFeedbackCell('x = 1\n\n\n# Assay feedback cell')).toBe(false);
  expect((await printed([])).exitCode).toBe(2);
  expect((await printed(['--server', 'http://assay.example.edu'])).exitCode).toBe(2);
});
