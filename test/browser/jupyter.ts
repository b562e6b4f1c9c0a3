import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { defaultStateDir } from '../../src/machine/stateDir.js';
import { waitFor } from '../support/waitFor.js';

const PACKAGES = ['jupyterlab==4.6.6', 'notebook==7.6.5'];

/** A Jupyter server with a folder of its own; its address lets everybody in who is on this machine. */
export interface Jupyter extends AsyncDisposable {
  readonly url: string;
}

/** Starts JupyterLab, which serves Notebook as well: `/lab/tree/x.ipynb`, `/notebooks/x.ipynb`. */
export async function startJupyter(folder: string): Promise<Jupyter> {
  const python = await jupyterPython();
  const home = join(folder, '.home');
  await mkdir(home, { recursive: true });
  const options = ['no_browser=True', 'ip="127.0.0.1"', 'port=0', 'allow_root=True', `root_dir="${folder}"`];
  const server = execa(
    python,
    ['-m', 'jupyterlab', ...options.map((option) => `--ServerApp.${option}`), '--IdentityProvider.token='],
    {
      env: { HOME: home, JUPYTER_CONFIG_DIR: home, IPYTHONDIR: home, JUPYTER_RUNTIME_DIR: join(home, 'runtime') },
      cwd: folder,
      reject: false,
      stdout: 'ignore',
    },
  );
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const url = await waitFor('Jupyter to serve', () => /http:\/\/127\.0\.0\.1:\d+/u.exec(said)?.[0]);
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server;
    },
  };
}

/** The Python of a virtual environment that is made once and kept in the state folder (about 40 s, 260 MB). */
async function jupyterPython(): Promise<string> {
  const parent = join(defaultStateDir(process.env), 'tests');
  const made = join(parent, PACKAGES.join('-').replaceAll('==', '-'));
  const python = join(made, 'bin', 'python');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  if (existsSync(join(made, 'ready'))) return python;
  // Not moved into place when it is whole: programs of such an environment name their own place.
  await rm(made, { recursive: true, force: true });
  await execa('python3', ['-m', 'venv', made]);
  await execa(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  await writeFile(join(made, 'ready'), '');
  return python;
}
