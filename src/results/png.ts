const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_SIDE_PIXELS = 20_000;
const MAX_AREA_PIXELS = 50_000_000;
const CHUNK_FRAME_BYTES = 12;
/** What a still picture is made of. Texts, times, profiles and animations are not shown to anybody. */
const KEPT = ['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'pHYs', 'IDAT', 'IEND'];

/** The picture alone, without other chunks; undefined where it is not sound. */
export function barePng(png: Buffer): Buffer | undefined {
  if (!isSoundPng(png)) return undefined;
  const kept: Buffer[] = [SIGNATURE];
  for (let at = SIGNATURE.length; at < png.length;) {
    const end = at + CHUNK_FRAME_BYTES + png.readUInt32BE(at);
    if (KEPT.includes(png.toString('latin1', at + 4, at + 8))) kept.push(png.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/**
 * Whether the bytes are one complete PNG of a sane size, and nothing after it: the signature, an `IHDR` first, chunks
 * that end exactly with `IEND`. Pixels are not decoded; the area is bounded because whoever opens the image will.
 *
 * Source: Portable Network Graphics (third edition), sections 5.2, 5.3 and 11.2.1.
 */
export function isSoundPng(bytes: Uint8Array): boolean {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return false;
  let types = 0;
  let data = false;
  for (let at = SIGNATURE.length; at + CHUNK_FRAME_BYTES <= png.length; types++) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const end = at + CHUNK_FRAME_BYTES + length;
    if (end > png.length) return false;
    if (types === 0 && (type !== 'IHDR' || length !== 13 || !isSaneSize(png, at + 8))) return false;
    if (type === 'IDAT') data = true;
    if (type === 'IEND') return data && length === 0 && end === png.length;
    at = end;
  }
  return false;
}

function isSaneSize(png: Buffer, at: number): boolean {
  const width = png.readUInt32BE(at);
  const height = png.readUInt32BE(at + 4);
  const sides = [width, height];
  return sides.every((side) => side > 0 && side <= MAX_SIDE_PIXELS) && width * height <= MAX_AREA_PIXELS;
}
