const PYTHON = 'Python';

/**
 * What names of kernels say of their language. Whole names, with a version behind them: a name of somebody's own
 * (`torchcfm2`, `denoising`, `juliana`) says nothing.
 */
const KERNELS: readonly (readonly [RegExp, string])[] = [
  kernels(PYTHON, 'i?python', 'xpython(?:-raw)?', 'pyodide', 'conda-env-.*-py'),
  kernels('R', 'ir', 'xr', 'conda-env-.*-r'),
  kernels('Julia', 'julia', 'julia-(?:threads|nodeps)'),
  kernels('Swift', 'swift'),
  kernels('JavaScript', 'javascript', 'typescript', 'deno', 'jslab', 'tslab'),
  kernels('Java', 'java', 'ijava', 'rapaio(?:-jupyter-kernel)?'),
  kernels('C++', 'xcpp', 'cling(?:-cpp)?'),
  kernels('C#', '\\.net-csharp'),
  kernels('Bash', 'bash', 'calysto_bash'),
  kernels('Matlab or Octave', 'octave', 'xoctave', 'i?matlab', 'matlab_kernel', 'jupyter_matlab_kernel'),
  kernels('SageMath', 'sagemath', 'sage'),
];

/** Matches these names, alone or with a version: `python3`, `julia-1.9`, `xcpp17`. */
function kernels(language: string, ...names: string[]): readonly [RegExp, string] {
  return [new RegExp(`^(?:${names.join('|')})(?:[-_ ]?v?\\d[\\w.]*)?$`, 'u'), language];
}

/** What a notebook says of its language. Tools leave a part of it behind when somebody changes the kernel. */
export interface LanguageSigns {
  /** `kernelspec.name`. */
  readonly kernel?: string | undefined;
  /** `kernelspec.language`. */
  readonly kernelLanguage?: string | undefined;
  /** `language_info.name`. */
  readonly info?: string | undefined;
  /** Of each code cell that is not empty, where it says one of its own. */
  readonly cells: readonly (string | undefined)[];
}

/**
 * The language that a notebook is written in where that is not Python. Where its parts contradict each other, the
 * kernel's name decides; where that says nothing, the language of the cells, when every one has one; then what the file
 * says of its language. Most files name Python or nothing.
 */
export function otherLanguage({ kernel, kernelLanguage, info, cells }: LanguageSigns): string | undefined {
  const name = kernel?.trim().toLowerCase() ?? '';
  const language =
    KERNELS.find(([pattern]) => pattern.test(name))?.[1] ??
    ofCells(cells) ??
    (kernelLanguage?.trim() || info?.trim() || PYTHON);
  return isPython(language) ? undefined : language.slice(0, 40);
}

/** Python where one of them is: the others are then magics, such as `%%bash`. */
function ofCells(cells: LanguageSigns['cells']): string | undefined {
  const named = cells.filter((language) => language !== undefined);
  return named.length < cells.length ? undefined : (named.find(isPython) ?? named[0]);
}

function isPython(language: string): boolean {
  return /^i?python/iu.test(language);
}
