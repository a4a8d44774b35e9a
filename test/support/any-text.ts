import fc from 'fast-check';

/**
 * Any UTF-16 at all, lone surrogates and NUL included, every other letter of it ASCII, which is where syntax is. (The
 * library's own `unit: 'binary'` takes seconds for its table of all characters.)
 */
export function anyText({ maxLength = 100 } = {}): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff));
  return fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units));
}
