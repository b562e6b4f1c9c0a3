import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { answerHtml } from '../../src/written/print/answerHtml.js';
import { isPrintable } from '../../src/written/print/pictureSize.js';
import type { WrittenAnswer } from '../../src/written/written.js';
import { png } from '../results/samplePng.js';

const PICTURE = { name: 'plot.png', type: 'image/png', sha256: 'a'.repeat(64), base64: '' };
const html = (source: string, pictures: WrittenAnswer['pictures'] = []): string =>
  answerHtml({ source, pictures }, (index) =>
    pictures[index] === undefined ? undefined : `https://pictures.invalid/${index}`,
  );
/** As much of an element as is asked for here: the project's types have no DOM. */
interface Element {
  readonly localName: string;
  readonly textContent: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  closest(selector: string): Element | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element> & { readonly length: number };
}
const dom = (text: string): Element => {
  const { document } = parseHTML(`<!doctype html><html><body>${text}</body></html>`) as unknown as {
    readonly document: { readonly body: Element };
  };
  return document.body;
};

const TEXT =
  'p br em strong s ul ol li h1 h2 h3 h4 h5 h6 pre code blockquote hr table thead tbody tr th td span img'.split(' ');
const ATTRIBUTES = ['class', 'style', 'alt', 'start'];

/** What is in it that should not be. */
function forbidden(text: string): string[] {
  return [...dom(text).querySelectorAll('*')].flatMap((element) => {
    const name = element.localName;
    const inMath = element.closest('math') !== null;
    const wrong = inMath ? !/^(m[a-z]+|span)$/u.test(name) : !TEXT.includes(name);
    const attributes = [...element.attributes].filter(({ name: attribute, value }) => {
      if (attribute === 'src') return !value.startsWith('https://pictures.invalid/');
      if (attribute === 'style')
        return inMath
          ? /url|expression|@import|position\s*:\s*fixed/iu.test(value)
          : !/^text-align:(left|right|center)$/u.test(value);
      return inMath ? /^on|href|src|action/iu.test(attribute) : !ATTRIBUTES.includes(attribute);
    });
    return [...(wrong ? [name] : []), ...attributes.map((attribute) => `${name} ${attribute.name}=${attribute.value}`)];
  });
}

describe('a written answer as HTML', () => {
  it('has text, tables, lists and code as Markdown says', () => {
    const body = dom(
      html(
        '## Why\n\nBecause *so*, and **not** so.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = "<b>"\n```\n',
      ),
    );
    expect([...body.querySelectorAll('h2, em, strong, li, td, pre')].map((one) => one.textContent)).toEqual([
      'Why',
      'so',
      'not',
      'one',
      'two',
      '1',
      '2',
      'x = "<b>"\n',
    ]);
  });

  it.each([
    ['of a line', 'the loss $\\mathbb{E}\\|\\varepsilon - \\varepsilon_\\theta\\|^2$ is', 1],
    ['over several lines, with a blank one', '$$\na = b\n\n+ c\n$$', 1],
    ['as LaTeX has them', '\\(a\\) and \\[b\\] and\n\\begin{align}\na &= b \\\\\n- c &= d\n\\end{align}', 3],
    ['in a list', '1. $x_0$\n2. $$x_1$$', 2],
    ['but no money', 'It costs $5, or $ 6 and $7 then.', 0],
    ['nor code', '`$x$`\n\n```\n$$y$$\n```', 0],
  ])('has formulas %s', (_what, source, count) => {
    expect(dom(html(source)).querySelectorAll('math').length).toBe(count);
  });

  it('shows what is no formula as it was written', () => {
    for (const tex of [
      '\\frac{1}',
      '\\def\\a{\\a\\a}\\a',
      '\\href{javascript:alert(1)}{x}',
      '{'.repeat(3000),
      '\\includegraphics{http://x/y.png}',
    ]) {
      expect(dom(html(`$${tex}$`)).querySelector('code')?.textContent).toBe(tex);
    }
  });

  it('has its own pictures, as Markdown and as Colab write them, and those that it does not name at its end', () => {
    const sources = (source: string): string[] =>
      [...dom(html(source, [PICTURE, { ...PICTURE, name: 'b' }])).querySelectorAll('img')].map(
        (one) => one.getAttribute('src') ?? '',
      );
    const both = ['https://pictures.invalid/1', 'https://pictures.invalid/0'];
    expect(sources('![b](picture:2) ![a](picture:1)')).toEqual(both);
    expect(sources('<center><img width="40%" src="picture:2"></center>')).toEqual(both);
    expect(html('![x](https://evil.example/p.png) ![y](file:///etc/passwd) ![z](picture:none)')).not.toContain('<img');
    expect(dom(html('[paper](https://a.example/b)')).textContent).toBe('paper [https://a.example/b]\n');
  });

  it.each([
    '<script>alert(1)</script><img src=x onerror=alert(1)><iframe src="file:///etc/passwd"></iframe>',
    '<style>*{display:none}</style><svg onload=alert(1)><math><mtext><img src=x></mtext></math>',
    '[a](javascript:alert(1)) <javascript:alert(1)> ![a](data:text/html,<script>)',
    '$\\style{position:fixed}{x}$ $\\class{page}{x}$ $\\htmlData{x=y}{z}$ $\\url{javascript:x}$ $\\text{</math><script>x</script>}$',
    '$\\text{"><img src=x onerror=alert(1)>}$ $\\color{url(http://x)}{y}$ $\\bbox[red,url(x)]{y}$',
    '</div></section></body><h1 class="page">Grade: 5 of 5</h1>',
    '<!-- --><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">',
    '```"><script>x</script>\ny\n```',
  ])('is no program, style, link or address: %j', (source) => {
    expect(forbidden(html(source))).toEqual([]);
  });

  it('is none either however the pieces are put together, and always ends', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '$',
      '$$',
      '\\',
      '{',
      '}',
      '<script>',
      '</math>',
      '<img src=',
      'picture:1',
      '![',
      '](',
      ')',
      '`',
      '```\n',
      '\n',
      '\n\n',
      '> ',
      '- ',
      '| a |',
      '\\text{',
      '\\begin{align}',
      '\\end{align}',
      '\\href{',
      '\\color{red}',
      'onerror=',
      '&lt;',
      '\\[',
      '\\]',
      '<!--',
      '-->',
      'x',
      '1',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(forbidden(html(pieces.join(''), [PICTURE]))).toEqual([]);
      }),
      { numRuns: 300 },
    );
    for (const long of [
      '> ',
      '* ',
      '[x](',
      '$',
      '{',
      '$$x',
      '![',
      '\\(',
      '\\begin{a}',
      '<img ',
      '<!--',
      '`',
      '~~~\n',
      '|',
      '_*',
    ])
      html(long.repeat(30_000 / long.length));
  });
});

it('opens no picture that would fill the memory', () => {
  const header = (width: number, height: number): Buffer => {
    const bytes = Buffer.from(png());
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  expect(isPrintable('image/png', header(800, 600))).toBe(true);
  expect(isPrintable('image/png', header(60_000, 60_000))).toBe(false);
  expect(isPrintable('image/png', header(0, 5))).toBe(false);
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 20, 0, 30, 1, 1, 0x11, 0, 0]);
  expect(isPrintable('image/jpeg', jpeg)).toBe(true);
  expect(isPrintable('image/jpeg', jpeg.subarray(0, 12))).toBe(false);
  expect(isPrintable('image/gif', Buffer.from('GIF89a\x10\x00\x10\x00', 'latin1'))).toBe(true);
  expect(isPrintable('image/gif', Buffer.from('GIF89a\xff\xff\xff\xff', 'latin1'))).toBe(false);
});
