import { createHash } from 'node:crypto';

const MAX_PICTURES = 20;
const MAX_PICTURE_BYTES = 5_000_000;
const MAX_NAME_CHARS = 200;

/** By what their bytes begin with. No SVG: it can hold programs. */
const KINDS: readonly { readonly type: string; readonly is: (bytes: Buffer) => boolean }[] = [
  { type: 'image/png', is: (bytes) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', is: (bytes) => bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff' },
  { type: 'image/gif', is: (bytes) => /^GIF8[79]a/u.test(bytes.subarray(0, 6).toString('latin1')) },
  { type: 'image/webp', is: (bytes) => /^RIFF[^]{4}WEBP/u.test(bytes.subarray(0, 12).toString('latin1')) },
];

/** A picture in an answer, of a type that its bytes are, whatever the notebook calls it. */
export interface Picture {
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
  readonly base64: string;
}

/** The pictures of one answer, as they are found; bounded in number and size. */
export class Pictures {
  readonly kept: Picture[] = [];
  readonly leftOut: { name: string; why: string }[] = [];

  /** Takes one in and tells its place in the text; the same one twice is one. */
  add(givenName: string, base64: string): string {
    const name = givenName.slice(0, MAX_NAME_CHARS).toWellFormed();
    const why = this.#fault(base64);
    if (why !== undefined) return this.#leaveOut(name, why);
    const bytes = Buffer.from(base64, 'base64');
    const kind = KINDS.find(({ is }) => is(bytes));
    if (kind === undefined) return this.#leaveOut(name, 'It is no PNG, JPEG, GIF or WebP.');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = this.kept.findIndex((picture) => picture.sha256 === sha256);
    if (known >= 0) return `picture:${known + 1}`;
    this.kept.push({ name, type: kind.type, sha256, base64: bytes.toString('base64') });
    return `picture:${this.kept.length}`;
  }

  #fault(base64: string): string | undefined {
    if (this.kept.length >= MAX_PICTURES) return `There are more than ${MAX_PICTURES}.`;
    // Four characters are three bytes.
    if (base64.length > (MAX_PICTURE_BYTES / 3) * 4) return `It has more than ${MAX_PICTURE_BYTES / 1_000_000} MB.`;
    return undefined;
  }

  #leaveOut(name: string, why: string): string {
    if (this.leftOut.length < MAX_PICTURES) this.leftOut.push({ name, why });
    return 'picture:none';
  }
}
