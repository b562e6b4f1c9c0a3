import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, type Frame } from '../../src/sandbox/frames.js';
import { ProtocolViolation } from '../../src/sandbox/violation.js';
import { testContext } from '../support/engine.js';
import { frameOf, hostileFrame } from './hostileFrames.js';

const FRAMES = 3000;

/** `end` where more bytes would be needed, `refused`, or the frame: its header as sorted JSON, its blobs. */
type Verdict = 'end' | 'refused' | { header: unknown; blobs: string[] };

/** Reads the frame at the front of each case on its own, from a file that then ends. */
const PYTHON = `
import json, os, struct, sys
from assay_wire import EndOfStream, ProtocolError, read_frame

def verdict(data):
    source = os.memfd_create("case")
    os.write(source, data)
    os.lseek(source, 0, os.SEEK_SET)
    try:
        header, blobs = read_frame(source)
        return {"header": header, "blobs": [blob.hex() for blob in blobs]}
    except EndOfStream:
        return "end"
    except ProtocolError as error:
        return "end" if "middle of a frame" in str(error) else "refused"
    finally:
        os.close(source)

cases = sys.stdin.buffer
while size := cases.read(4):
    print(json.dumps(verdict(cases.read(struct.unpack("<I", size)[0]))))
`;

async function pythonVerdicts(image: string, cases: readonly Buffer[]): Promise<Verdict[]> {
  const limits = ['--network=none', '--read-only', '--user=20001:20001', '--memory=1g', '--cpus=1'];
  const args = ['run', '--rm', '-i', ...limits, '--entrypoint=/opt/venv/bin/python', image, '-I', '-c', PYTHON];
  const child = spawn('docker', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(Buffer.concat(cases.map((bytes) => frameOf(bytes))));
  const answers = (await buffer(child.stdout)).toString('utf8').trimEnd().split('\n');
  return answers.map((line) => JSON.parse(line) as Verdict);
}

function ourVerdict(bytes: Buffer): Verdict {
  const reader = new FrameReader();
  let frame: Frame | undefined;
  try {
    [frame] = reader.push(bytes);
  } catch (error) {
    if (error instanceof ProtocolViolation) return 'refused';
    throw error;
  }
  return frame ? { header: frame.header, blobs: frame.blobs.map((blob) => blob.toString('hex')) } : 'end';
}

describe('the readers of frames in TypeScript and in Python', { timeout: 120_000 }, () => {
  it('agree about every frame, sound or hostile', async () => {
    const { images } = await testContext();
    const cases = fc.sample(hostileFrame, { numRuns: FRAMES });
    const theirs = await pythonVerdicts(images.student, cases);
    expect(theirs).toHaveLength(FRAMES);
    const disagreements = cases.flatMap((bytes, index) => {
      const ours = ourVerdict(bytes);
      return canonical(ours) === canonical(theirs[index])
        ? []
        : [{ bytes: bytes.toString('latin1'), ours, theirs: theirs[index] }];
    });
    expect(disagreements).toEqual([]);
    // Neither side may agree by refusing everything.
    const kinds = cases
      .map((bytes) => ourVerdict(bytes))
      .map((verdict) => (typeof verdict === 'object' ? 'read' : verdict));
    for (const kind of ['read', 'refused', 'end']) {
      expect(kinds.filter((other) => other === kind).length).toBeGreaterThan(FRAMES / 50);
    }
  });
});

/** JSON with sorted keys; numbers as JavaScript reads them. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
