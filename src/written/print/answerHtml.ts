import createMarkdown from 'markdown-it';
import { plainText } from '../../results/plainText.js';
import type { WrittenAnswer } from '../written.js';
import { formulaBudget, formulasIn, joinedFormulas } from './formulas.js';

const MAX_ADDRESS_CHARS = 200;

/**
 * What a student wrote, as HTML that holds no program, no style, no link and no address to be fetched: the text is
 * Markdown without HTML, formulas are MathML, and pictures are those that `pictureUrl` has an address for.
 *
 * @param pictureUrl by position, from 0; undefined where the picture is not to be shown.
 */
export function answerHtml(
  { source, pictures }: Pick<WrittenAnswer, 'source' | 'pictures'>,
  pictureUrl: (index: number) => string | undefined,
): string {
  const markdown = createMarkdown({ html: false, linkify: false, typographer: false, maxNesting: 40 });
  formulasIn(markdown, formulaBudget());
  const { escapeHtml } = markdown.utils;
  const shown = new Set<number>();
  const picture = (index: number, alt: string): string => {
    const url = pictureUrl(index);
    shown.add(index);
    return url === undefined ? absent(alt) : `<img src="${escapeHtml(url)}" alt="">`;
  };
  const absent = (alt: string): string =>
    `<span class="absent">[a picture that is not kept${alt === '' ? '' : `: ${escapeHtml(alt)}`}]</span>`;
  // Nothing is followed: whatever the address, it is shown as text.
  markdown.validateLink = () => true;
  markdown.renderer.rules['image'] = (tokens, index) => {
    const token = tokens[index];
    const [, number] = /^picture:(\d{1,3})$/u.exec(String(token?.attrGet('src') ?? '')) ?? [];
    const alt = (token?.content ?? '').slice(0, MAX_ADDRESS_CHARS);
    return number === undefined ? absent(alt) : picture(Number(number) - 1, alt);
  };
  const addresses: string[] = [];
  markdown.renderer.rules['link_open'] = (tokens, index) => {
    const href = String(tokens[index]?.attrGet('href') ?? '');
    const isOwnLabel = tokens[index + 1]?.content === href;
    addresses.push(isOwnLabel ? '' : ` [${href.slice(0, MAX_ADDRESS_CHARS)}]`);
    return '<span class="link">';
  };
  markdown.renderer.rules['link_close'] = () => `${escapeHtml(addresses.pop() ?? '')}</span>`;
  // A fence may name a language; nothing is done with it.
  markdown.renderer.rules['fence'] = (tokens, index) =>
    `<pre><code>${escapeHtml(tokens[index]?.content ?? '')}</code></pre>\n`;
  const html = markdown.render(joinedFormulas(asMarkdown(plainText(source))));
  const others = pictures.map((_, index) => index).filter((index) => !shown.has(index));
  return html + others.map((index) => `<p>${picture(index, '')}</p>`).join('\n');
}

/** The HTML that Colab itself writes into texts, as Markdown; all other HTML is shown as it was typed. */
function asMarkdown(source: string): string {
  return source
    .replace(/<!--[^]{0,2000}?-->/gu, '')
    .replace(/<img\b[^<>]{0,500}?\bsrc\s?=\s?["']?(picture:\w{1,4})["']?[^<>]{0,500}>/giu, '![]($1)')
    .replace(/<br\s?\/?>/giu, '  \n')
    .replace(/<\/?(?:center|div|p|figure)\b[^<>]{0,200}>/giu, '\n\n');
}
