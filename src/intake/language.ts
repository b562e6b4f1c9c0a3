/** Names of kernels that say their language when the file does not. */
const KERNELS: readonly [RegExp, string][] = [
  [/^ir\b/, 'R'],
  [/^julia/, 'Julia'],
  [/^swift/, 'Swift'],
  [/^(java|typ)escript|^deno|^ts?lab/, 'JavaScript'],
  [/^(java|ijava|rapaio)/, 'Java'],
  [/^xcpp|^cling/, 'C++'],
  [/^(bash|calysto_bash)/, 'Bash'],
  [/^(octave|matlab|imatlab)/, 'Matlab or Octave'],
  [/^sagemath|^sage/, 'SageMath'],
];

interface LanguageMetadata {
  kernelspec?: { name?: string | undefined; language?: string | undefined } | undefined;
  language_info?: { name?: string | undefined } | undefined;
}

/**
 * The language that a notebook is written in where that is not Python. Most files name Python or nothing; a kernel
 * with a name of somebody's own (`torchcfm2`) is a Python environment unless the file says otherwise.
 */
export function otherLanguage({ kernelspec, language_info: info }: LanguageMetadata): string | undefined {
  const named = kernelspec?.language?.trim() || info?.name?.trim();
  if (named) return /^i?python/i.test(named) ? undefined : named.slice(0, 40);
  const kernel = kernelspec?.name?.toLowerCase() ?? '';
  return KERNELS.find(([pattern]) => pattern.test(kernel))?.[1];
}
