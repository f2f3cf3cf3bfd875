/**
 * Options with which Node.js runs this repository's TypeScript from any folder: none where Node.js
 * itself removes the types without a warning, which is faster than `tsx`.
 */
export function typescriptOptions(): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isBuiltIn = major > 24 || (major === 24 && minor >= 12);
  return isBuiltIn ? [] : [`--import=${import.meta.resolve('tsx/esm')}`];
}
