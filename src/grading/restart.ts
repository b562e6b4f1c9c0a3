import type { PreparedCell } from './prepareCells.js';

const INSTALLS = /^[ \t]*[!%][^\n]*\b(install|update|upgrade)\b/mu;
const ENDS = /\bos\.(_exit[ \t]*\(|kill[ \t]*\([ \t]*os\.getpid[ \t]*\(\))/u;

/**
 * Whether the last of these code cells is Colab's idiom for a restart after an installation: it ends its own process,
 * and it or a cell above it has installed something. Told from the source, which decides over no point.
 */
export function isRestart(cells: readonly PreparedCell[]): boolean {
  return ENDS.test(cells.at(-1)?.source ?? '') && cells.some(({ source }) => INSTALLS.test(source));
}
