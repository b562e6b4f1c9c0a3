import { describe, expect, it } from 'vitest';
import { code, file, read, refusal } from './sampleNotebook.js';

describe('the language', () => {
  const python = { cell_type: 'code', source: 'x = 1', metadata: { vscode: { languageId: 'python' } } };
  const julia = { ...python, metadata: { vscode: { languageId: 'julia' } } };
  const blank = { ...python, source: ' ', metadata: {} };
  it.each([
    ['the kernel’s name', { kernelspec: { name: 'python3', language: 'R' }, language_info: { name: 'julia' } }, [code]],
    ['the kernel’s name', { kernelspec: { name: 'python3' }, language_info: { name: 'R' } }, [julia]],
    ['the cells', { kernelspec: { name: 'mine', language: 'julia' } }, [python, blank]],
    ['the cells', { language_info: { name: 'julia' } }, [python, julia]],
    [
      'what the kernel says of itself',
      { kernelspec: { name: 'mine', language: 'python' }, language_info: { name: 'R' } },
      [code],
    ],
    ['nothing but odd types', { kernelspec: { name: 7, language: ['R'] }, language_info: [] }, [code]],
  ])('is Python by %s', (_, metadata, cells) => {
    expect(read(file({ metadata, cells })).cells.length).toBeGreaterThan(0);
  });

  it.each(['denoising', 'denoise', 'sagemaker-env', 'juliana', 'bashar', 'swiftdiff', 'javad', 'ir-env', 'xr-env'])(
    'is Python where a kernel of somebody’s own is called %s',
    (name) => {
      const metadata = { kernelspec: { name, language: 'python' }, language_info: { name: 'python' } };
      expect(read(file({ metadata, cells: [code] })).cells.length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['Julia', { kernelspec: { name: 'julia-1.5', language: 'python' }, language_info: { name: 'python' } }, [python]],
    ['R', { kernelspec: { name: 'ir' }, language_info: { name: 'python' } }, [code]],
    ['julia', { language_info: { name: 'python' } }, [julia, blank]],
    ['julia', { kernelspec: { name: 'mine', language: 'julia' }, language_info: { name: 'python' } }, [code, julia]],
  ])('is %s', (language, metadata, cells) => {
    const { code: kind, message } = refusal(JSON.stringify(file({ metadata, cells })));
    expect(kind).toBe('otherLanguage');
    expect(message).toContain(`is written for ${language}, not for Python`);
  });
});
