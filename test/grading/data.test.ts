import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAssignment, type LoadedAssignment } from '../../src/course/load.js';
import type { Graded } from '../../src/grading/gradeSubmission.js';
import type { TestFolder } from '../support/folder.js';
import { zipOf } from '../support/zip.js';
import { dataCourse, idx } from './dataCourse.js';
import { type Grader, printed, shareGrader, statuses } from './mini.js';

const MNIST = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];
/** Where torchvision looks first. */
const MIRROR = 'https://ossci-datasets.s3.amazonaws.com/mnist/';
const PATIENT = 'limits: { cellSeconds: 60, memoryMiB: 2048 }';
const URL = 'https://example.edu/files/17?download=1';

describe('data without a network', { timeout: 120_000 }, () => {
  let grader: Grader;
  let course: TestFolder;
  let loaded: LoadedAssignment;
  shareGrader((shared) => (grader = shared));
  beforeAll(async () => {
    const images = MNIST.map((name) => [
      `mnist/${name}.gz`,
      { content: idx(3, ...(/idx3/u.test(name) ? [28, 28] : [])), urls: [`${MIRROR}${name}.gz`] },
    ]);
    course = await dataCourse(
      {
        ...(Object.fromEntries(images) as Record<string, { content: Buffer }>),
        'table.csv': { content: 'a,b,class\n1,2,0\n3,4,1\n', urls: [URL], names: ['iris_mini', 'other name.csv'] },
        'bundle.zip': {
          content: await zipOf({ 'in/x.txt': 'inside' }),
          urls: ['https://drive.google.com/uc?id=1AbCdEfGhIjK'],
        },
        'repo.zip': {
          content: await zipOf({ 'repo-main/helper.py': 'value = 7\n', 'repo-main/sub/a.txt': 'a' }),
          urls: ['https://github.com/course/repo'],
        },
        'weights.pth': { content: 'w'.repeat(70_000), urls: ['https://example.edu/weights-0a1b2c3d.pth'] },
      },
      [PATIENT],
    );
    loaded = await loadAssignment(course.path, 'hw');
  });
  afterAll(() => course[Symbol.asyncDispose]());

  const run = (cells: readonly string[]): Promise<Graded> => grader.grade(cells, { loaded });

  /** Each cell ends well and prints its line. */
  const expectLines = async (cells: readonly (readonly [source: string, line: string])[]): Promise<void> => {
    const { grade, executed } = await run(cells.map(([source]) => source));
    expect(cells.map((_, at) => [grade.cells[at]?.error, printed(executed, at).trim()])).toEqual(
      cells.map(([, line]) => [undefined, line]),
    );
  };

  it('is found by programs', async () => {
    await expectLines([
      [`!wget -q "${URL}" -O t1.csv && head -1 t1.csv`, 'a,b,class'],
      ['!wget -qP sub http://elsewhere.org/table.csv; cat sub/table.csv | wc -l', '3'],
      ['!curl -sL https://elsewhere.org/table.csv | tail -1', '3,4,1'],
      [
        '!curl -sSLo c.csv https://elsewhere.org/a/table.csv?raw=true; curl -sO https://x.org/weights.pth; ls -1 c.csv weights.pth',
        'c.csv\nweights.pth',
      ],
      ['!gdown -q 1AbCdEfGhIjK; unzip -qo bundle.zip; cat in/x.txt', 'inside'],
      [
        '!git clone --depth 1 https://github.com/course/repo.git 2>/dev/null\nfrom repo.helper import value\nprint(value)',
        '7',
      ],
      ['!git init -q other && git -C other status --short && echo real', 'real'],
      ['!unzip -qo "/content/drive/MyDrive/Colab Notebooks/bundle.zip" -d un && cat un/in/x.txt', 'inside'],
    ]);
  });

  it('is found by libraries', async () => {
    await expectLines([
      [`from urllib.request import urlopen, urlretrieve\nprint(urlopen("${URL}").read(9).decode())`, 'a,b,class'],
      ['path, head = urlretrieve("http://x.org/table.csv", "r.csv")\nprint(path, head["Content-Length"])', 'r.csv 22'],
      [
        'import requests\nr = requests.get("https://x.org/table.csv")\nprint(r.status_code, r.ok, r.text[:1], len(r.content))',
        '200 True a 22',
      ],
      [
        'with requests.get("https://x.org/weights.pth", stream=True) as r:\n    print(sum(map(len, r.iter_content(8192))), r.headers["content-length"])',
        '70000 70000',
      ],
      ['import pandas as pd\nprint(pd.read_csv("https://x.org/table.csv").shape)', '(2, 3)'],
      ['import gdown\nprint(gdown.download(id="1AbCdEfGhIjK", output="b.zip", quiet=True))', 'b.zip'],
      [
        'import torch\ntorch.hub.download_url_to_file("https://example.edu/weights-0a1b2c3d.pth", "w.pth", progress=False)\nimport os; print(os.path.getsize("w.pth"))',
        '70000',
      ],
      [
        'from torchvision.datasets import MNIST\nprint(len(MNIST("d", download=True)), len(MNIST("d", train=False, download=True)))',
        '3 3',
      ],
      [
        'from sklearn.datasets import fetch_openml\nd = fetch_openml("iris_mini", version=1)\nprint(d.data.shape, list(d.target), d.target.dtype)\nX, y = fetch_openml("iris_mini", return_X_y=True, as_frame=False)\nprint(X.sum(), y[1])',
        "(2, 2) ['0', '1'] category\n10 1",
      ],
    ]);
  });

  it('is found where Colab has it', async () => {
    await expectLines([
      ['print(open("table.csv").readline().strip())', 'a,b,class'],
      ['import os\nprint(os.path.exists("/content/drive/MyDrive/hw1/table.csv"))', 'True'],
      [
        'from google.colab import drive\ndrive.mount("/content/drive")\nroot = "/content/drive/My Drive"',
        'Mounted at /content/drive',
      ],
      [
        'import numpy as np\nprint(np.loadtxt(f"{root}/deep/er/other name.csv", delimiter=",", skiprows=1).sum())',
        '11.0',
      ],
      [
        'from google.colab import files\nup = files.upload()\nprint(len(up), len(up["table.csv"]), os.path.exists("weights.pth"))',
        '8 22 True',
      ],
      ['with open("table.csv", "a") as f:\n    f.write("5,6,1\\n")\nprint(len(open("table.csv").readlines()))', '4'],
      [
        'try:\n    open("/mnt/data/table.csv", "w")\nexcept OSError as e:\n    print(e.strerror)',
        'Read-only file system',
      ],
    ]);
  });

  it('fails at once, in one sentence, where it is not held', async () => {
    const sentence =
      /No network while grading, and the course's data do not hold nowhere\.bin \(https:\/\/x\.org\/nowhere\.bin\): use a file/u;
    // Nothing waits for anything: neither pauses between tries nor a name's resolution.
    const watch = 'import time, socket, sys\nwaits = []\ntime.sleep = waits.append\nsocket.getaddrinfo = waits.append';
    const failing = (source: string): string =>
      `try:\n    ${source}\nexcept Exception as error:\n    print(error, file=sys.stderr)\nprint(waits)`;
    const url = 'https://x.org/nowhere.bin';
    const cells = [
      watch,
      ...['wget', 'curl -O', 'gdown', 'git clone'].map((program) => `!${program} ${url}\nprint(waits)`),
      failing(`from urllib.request import urlretrieve; urlretrieve("${url}", "n")`),
      failing(`import requests; requests.get("${url}")`),
      failing(`import pandas as pd; pd.read_csv("${url}")`),
      failing(`import gdown; gdown.download("${url}")`),
      failing(`import torch; torch.hub.load_state_dict_from_url("${url}")`),
      failing('from sklearn.datasets import fetch_california_housing; fetch_california_housing()'),
      failing('from sklearn.datasets import fetch_openml; fetch_openml("mnist_784")'),
      failing('from torchvision.datasets import CIFAR10; CIFAR10("c", download=True)'),
      failing('from torchvision.datasets import FashionMNIST; FashionMNIST("f", download=True)'),
    ];
    const { grade, executed } = await run(cells);
    expect(statuses(grade)).toEqual(cells.map(() => 'ok'));
    cells.slice(1).forEach((cell, index) => {
      const at = index + 1;
      expect(printed(executed, at).trim().split('\n').at(-1), cell).toBe('[]');
      expect(printed(executed, at, 'stderr') + printed(executed, at)).toMatch(
        at < 10
          ? sentence
          : /No network while grading, and (the course's data do not hold|train-images\S+ of the course's data belongs to another data set)/u,
      );
    });
    expect(grade.notes.filter((note) => sentence.test(note))).toHaveLength(1);
  });

  it('leaves the notebook’s own server alone', async () => {
    const source = [
      'import threading, http.server, urllib.request, requests',
      'class H(http.server.SimpleHTTPRequestHandler):\n    def log_message(self, *a): pass',
      's = http.server.HTTPServer(("127.0.0.1", 0), H); threading.Thread(target=s.serve_forever, daemon=True).start()',
      'open("mine.txt", "w").write("own")',
      'url = f"http://127.0.0.1:{s.server_port}/mine.txt"',
      'print(urllib.request.urlopen(url).read().decode(), requests.get(url).text)',
      '!curl -s {url}',
    ];
    const { grade, executed } = await run([source.join('\n')]);
    expect(grade.cells[0]?.error).toBeUndefined();
    expect(printed(executed, 0)).toBe('own own\nown');
  });
});
