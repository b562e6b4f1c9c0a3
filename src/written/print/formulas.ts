import type { MarkdownIt } from 'markdown-it';
import temml from 'temml';

const MAX_CHARS = 4000;
/** A formula of a line can grow to a page by macros that call each other. */
const MAX_MATHML_CHARS = 200_000;
const MAX_EXPANSIONS = 200;

/** What one answer may still use: formulas are the only part of a text whose size is not bounded by its own. */
export interface FormulaBudget {
  formulas: number;
  chars: number;
}

export function formulaBudget(): FormulaBudget {
  return { formulas: 400, chars: 2_000_000 };
}

/** `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and `\begin{…}…\end{…}` as MathML, as notebooks have them. */
export function formulasIn(markdown: MarkdownIt, budget: FormulaBudget): void {
  markdown.inline.ruler.before('escape', 'formula', (state, silent) => {
    const found = formulaAt(state.src, state.pos);
    if (found === undefined) return false;
    if (!silent) {
      const token = state.push('formula', '', 0);
      token.content = found.tex;
      token.meta = { isDisplay: found.isDisplay };
    }
    state.pos = found.end;
    return true;
  });
  markdown.renderer.rules['formula'] = (tokens, index) => {
    const { content = '', meta } = tokens[index] ?? {};
    const { isDisplay } = meta as { isDisplay: boolean };
    return mathml(content, isDisplay, budget) ?? `<code>${markdown.utils.escapeHtml(content)}</code>`;
  };
}

/**
 * Formulas over several lines as one line each, so that no blank line, quote sign or list mark within one ends it.
 * Code blocks stay as they are.
 */
export function joinedFormulas(source: string): string {
  return source
    .split(/(^(?:```|~~~)[^]*?^(?:```|~~~)[^\n]*$)/mu)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(
            /\$\$[^$]{1,4000}\$\$|\\\[[^]{1,4000}?\\\]|\\begin\{([a-z]{1,20}\*?)\}[^]{1,4000}?\\end\{\1\}/gu,
            (formula) => formula.replace(/\s*\n\s*/gu, ' '),
          ),
    )
    .join('');
}

interface Found {
  readonly tex: string;
  readonly isDisplay: boolean;
  readonly end: number;
}

/** Sticky: each looks at one place, and each part of it is linear. */
const FORMS: readonly { readonly form: RegExp; readonly isDisplay: boolean }[] = [
  { form: /\$\$([^$]{1,4000})\$\$/uy, isDisplay: true },
  // Money is no formula: a space after the first sign, or before the last, or a digit behind it.
  { form: /\$(?![\s$])((?:[^$\\\n]|\\[^\n]){1,4000}?)(?<!\s)\$(?!\d)/uy, isDisplay: false },
  { form: /\\\[([^]{1,4000}?)\\\]/uy, isDisplay: true },
  { form: /\\\(([^]{1,4000}?)\\\)/uy, isDisplay: false },
  { form: /(\\begin\{([a-z]{1,20}\*?)\}[^]{1,4000}?\\end\{\2\})/uy, isDisplay: true },
];

function formulaAt(text: string, at: number): Found | undefined {
  const first = text[at];
  if (first !== '$' && first !== '\\') return undefined;
  for (const { form, isDisplay } of FORMS) {
    form.lastIndex = at;
    const [whole, tex] = form.exec(text) ?? [];
    if (whole !== undefined && tex !== undefined) return { tex, isDisplay, end: at + whole.length };
  }
  return undefined;
}

/** Undefined where it is no formula, or beyond all bounds: then its source is shown. */
function mathml(tex: string, displayMode: boolean, budget: FormulaBudget): string | undefined {
  if (tex.length > MAX_CHARS || budget.formulas-- <= 0) return undefined;
  try {
    const options = { displayMode, throwOnError: true, trust: false, maxExpand: MAX_EXPANSIONS, maxSize: [10, 10] };
    const made = temml.renderToString(tex, options as Parameters<typeof temml.renderToString>[1]);
    budget.chars -= made.length;
    return made.length > MAX_MATHML_CHARS || budget.chars < 0 ? undefined : made;
  } catch {
    // Not TeX, or nested deeper than the stack is.
    return undefined;
  }
}
