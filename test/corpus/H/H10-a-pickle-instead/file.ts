/** `os.system('touch /tmp/owned')`, protocol 4. */
export default (): Uint8Array =>
  Buffer.from('gASVKwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjBB0b3VjaCAvdG1wL293bmVklIWUUpQu', 'base64');
