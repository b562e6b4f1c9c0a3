import { IntakeError } from './intakeError.js';

export const DOWNLOAD = 'Upload the notebook itself (File → Download → Download .ipynb in Colab).';

/** First bytes of what people upload by mistake. */
const MAGIC: readonly [string, string][] = [
  ['PK\u0003\u0004', 'a zip archive'],
  ['PK\u0005\u0006', 'an empty zip archive'],
  ['\u001f\u008b', 'a compressed archive (gzip)'],
  ['Rar!', 'a RAR archive'],
  ['7z\u00bc\u00af', 'a 7-Zip archive'],
  ['BZh', 'a compressed archive (bzip2)'],
  ['\u00fd7zXZ', 'a compressed archive (xz)'],
  ['%PDF-', 'a PDF'],
  ['\u0089PNG', 'an image'],
  ['\u00ff\u00d8\u00ff', 'an image'],
  ['\u0000\u0005\u0016\u0007', 'what macOS keeps beside a file (its resource fork)'],
];

/** What the first bytes of a file say that it is, where that is no text. */
export function binaryKind(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 262)).toString('latin1');
  return (
    MAGIC.find(([magic]) => start.startsWith(magic))?.[1] ??
    (start.slice(257) === 'ustar' ? 'a tar archive' : undefined)
  );
}

/** What a text is that stands in a notebook's place; undefined where it is none of what is known. */
export function mistakenText(text: string, name: string): IntakeError | undefined {
  const head = text.slice(0, 20_000).trimStart();
  const say = (what: string, remedy: string): IntakeError =>
    new IntakeError('notANotebook', `${name} is ${what}, not the notebook.`, remedy);
  if (/^version https:\/\/git-lfs/u.test(head)) {
    const remedy = 'Run `git lfs pull` in the repository, and upload the file that is there then.';
    return say('a pointer of Git LFS (line 1)', remedy);
  }
  if (
    /^(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[^])*-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|script|style|div|h[1-6]|p|center)\b/iu.test(
      head,
    )
  ) {
    return say(`a web page${titled(head)} (line ${lineOf(text, text.search(/\S/u))})`, PAGE);
  }
  if (isLink(head)) {
    return say('a link to a file in the cloud', DOWNLOAD);
  }
  return undefined;
}

/** For a text that is nothing of what is known, and no JSON object. */
export function otherText(text: string, name: string): IntakeError {
  const begin = firstLine(text.slice(0, 1_000).trimStart());
  return new IntakeError('notANotebook', `${name} is not a notebook: it begins with “${begin}”.`, DOWNLOAD);
}

/**
 * Where Git left two versions of a file in one. No line of a notebook begins with these marks: line breaks in its texts
 * are written as `\n`.
 */
export function conflictIn(text: string, name: string): IntakeError | undefined {
  const at = text.search(/^(?:<{7}|>{7})(?:[ \r]|$)/mu);
  if (at === -1) return undefined;
  const remedy =
    'Choose one version (`git checkout --ours` or `--theirs` with the file’s name), open it in Jupyter or Colab, and upload that.';
  return new IntakeError(
    'notJson',
    `${name} holds a merge conflict of Git that nobody has resolved, from line ${lineOf(text, at)} on.`,
    remedy,
  );
}

/** From 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

const PAGE =
  'Whoever downloaded it got the page about the file, or one to sign in. Open the notebook, download it as .ipynb, and upload that.';

function titled(head: string): string {
  const [, title = ''] = /<title[^>]*>([^<]*)/iu.exec(head) ?? [];
  const words = title.replaceAll(/\s+/gu, ' ').trim().slice(0, 60);
  return words === '' ? '' : ` (“${words}”)`;
}

/** Google Drive’s shortcuts, links that Windows and browsers keep as files, and a bare address. */
function isLink(head: string): boolean {
  return (
    (head.length < 10_000 && /^\{[^]*"doc_id"\s*:/u.test(head) && !head.includes('"cells"')) ||
    head.startsWith('[InternetShortcut]') ||
    /^https?:\/\/\S+\s*$/u.test(head)
  );
}

function firstLine(head: string): string {
  const [line = ''] = head.split('\n', 1);
  return line.length > 40 ? `${line.slice(0, 40).trimEnd()}…` : line.trimEnd();
}
