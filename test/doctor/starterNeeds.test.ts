import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPublished } from '../../src/colab/published.js';
import { needsFindings, starterFindings } from '../../src/doctor/starterFindings.js';
import type { Finding } from '../../src/doctor/finding.js';
import { containersOf, MINI_COURSE_DIR, PACKAGE_DIR, testContext } from '../support/engine.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';

const STARTER = [
  'import numpy as np, scipy.linalg\nfrom sklearn.metrics import accuracy_score, no_such_score',
  'import plotly.express as px\nfrom torch_fidelity import calculate_metrics',
  'try:\n    import cupy\nexcept ImportError:\n    cupy = None',
  '%%writefile helpers.py\nx = 1',
  'from helpers import x\nimport quux_of_nobody',
  '%matplotlib inline\n%no_such_magic 3',
  '%%time\nimport statsmodels\n!ls | dot -Tpng > graph.png',
  '%%bash\nfor name in a b; do\n  echo $name\ndone\nnvcc --version',
  '"""https://example.edu/only-a-comment"""\n# https://example.edu/comment\nURL = "https://example.edu/train.csv"',
  '!wget -q https://example.edu/faces.zip && unzip -q faces.zip',
  'raise SystemExit("is not run")',
  'def f(:\n    pass',
];

let folder: TestFolder;
let findings: Finding[];
beforeAll(async () => {
  folder = await testFolder();
  await cp(join(MINI_COURSE_DIR, 'course.yaml'), join(folder.path, 'course.yaml'));
  for (const id of ['mini', 'patient', 'slow'])
    await cp(join(MINI_COURSE_DIR, id), join(folder.path, id), { recursive: true });
  await writeFile(join(folder.path, 'mini', 'starter.ipynb'), notebookFile(STARTER));
  await writeFile(join(folder.path, 'slow', 'starter.ipynb'), 'no notebook');
  const context = await testContext();
  findings = await starterFindings(context, folder.path, PACKAGE_DIR);
  expect(await containersOf(context)).toEqual([]);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});
const texts = (level: Finding['level']): string[] =>
  findings.filter((finding) => finding.level === level).map(({ text }) => text);

describe('a starter that asks for much', { timeout: 120_000 }, () => {
  it('is told each thing that is not there, with its cell and what Colab has, and nothing else', () => {
    expect(texts('warn')).toEqual([
      "mini: the starter's cell 1 imports no_such_score from sklearn.metrics, which has no such name",
      "mini: the starter's cell 2 imports plotly.express: ModuleNotFoundError: No module named 'plotly'; Colab has plotly 5.24.1",
      "mini: the starter's cell 2 imports torch_fidelity: ModuleNotFoundError: No module named 'torch_fidelity'; Colab has not got torch-fidelity either",
      "mini: the starter's cell 5 imports quux_of_nobody: ModuleNotFoundError: No module named 'quux_of_nobody'; our copy of Colab's list does not say",
      "mini: the starter's cell 7 imports statsmodels: ModuleNotFoundError: No module named 'statsmodels'; Colab has statsmodels 0.14.6",
      "mini: the starter's cell 6 uses the magic %no_such_magic, which the grader has not got",
      "mini: the starter's cell 7 calls the program dot, which the image has not got",
      "mini: the starter's cell 8 calls the program nvcc, which the image has not got",
      expect.stringMatching(/^mini: the starter's cell 12 cannot be read: SyntaxError: /u),
      expect.stringMatching(/^slow\/starter\.ipynb .*/u),
    ]);
  });

  it('lists addresses that it fetches, not those in comments, and says where there is no starter', () => {
    expect(texts('ok')).toEqual([
      'mini: its starter names addresses, and there is no network (docs/data.md): https://example.edu/train.csv, https://example.edu/faces.zip',
      'patient: has no starter.ipynb that could be looked at',
    ]);
  });
});

it('a name that would draw on the terminal is text', async () => {
  const published = await readPublished(PACKAGE_DIR);
  const magics = [{ name: '%\u001b[2Jx', cell: 0, isThere: false }];
  const [finding] = needsFindings('mini', { imports: [], magics, programs: [], urls: [], unread: [] }, published);
  expect(finding).toEqual({
    level: 'warn',
    subject: 'starter',
    text: "mini: the starter's cell 1 uses the magic %x, which the grader has not got",
  });
});
