import nunjucks from 'nunjucks';

/** Methods that templates may call: they give text and lists of what there is, and take no function. */
const METHODS: readonly (readonly [object, ReadonlySet<string>])[] = [
  [
    String.prototype,
    new Set(['split', 'trim', 'slice', 'startsWith', 'endsWith', 'includes', 'toLowerCase', 'toUpperCase']),
  ],
  [Array.prototype, new Set(['join', 'slice', 'includes', 'indexOf'])],
];

/**
 * What `value.name` means in a template: an entry of the value itself, its length, or one of {@link METHODS}. Nothing that a value inherits,
 * and nothing of a function: by `"".constructor.constructor` a template could otherwise run any program. Undefined for everything else.
 */
export function memberOf(value: unknown, name: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'function') return undefined;
  const key = typeof name === 'symbol' ? '' : String(name);
  const holder = Object(value) as Record<string, unknown>;
  if (Object.hasOwn(holder, key) && key !== 'constructor' && key !== '__proto__') {
    const member = holder[key];
    return typeof member === 'function'
      ? (...given: unknown[]): unknown => (member as (...all: unknown[]) => unknown).apply(value, given)
      : member;
  }
  for (const [prototype, names] of METHODS) {
    if (!names.has(key) || !Object.prototype.isPrototypeOf.call(prototype, holder)) continue;
    const method = (prototype as Record<string, (...all: unknown[]) => unknown>)[key]!;
    return (...given: unknown[]): unknown => method.apply(value, given);
  }
  return undefined;
}

/** Makes {@link memberOf} what compiled templates look members up by; they call it by its name in the library’s runtime. */
export function closeMemberAccess(): void {
  (nunjucks.runtime as unknown as { memberLookup: typeof memberOf }).memberLookup = memberOf;
}
