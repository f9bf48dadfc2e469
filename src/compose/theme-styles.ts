import { darkTheme } from './colour.ts';

/** Theme tokens as custom properties of the root; the fallback faces end every font list. */
export function themeStyles(theme: Readonly<Record<string, string>>, fallback: readonly string[]): string {
  return `:root {\n${declarations(theme, fallback)}\n}`;
}

/**
 * Theme tokens for screens: the same, faces that every reader’s machine has at the end of every font list, and in
 * `prefers-color-scheme: dark` the colours for a dark ground. A cover,
 * whose field is a colour of the theme, and what an author has given a ground of its own get the light colours back.
 */
export function screenThemeStyles(theme: Readonly<Record<string, string>>, fallback: readonly string[]): string {
  const generic: Readonly<Record<string, string>> = {
    'font-text': 'serif',
    'font-head': 'sans-serif',
    'font-code': 'monospace',
  };
  const dark = darkTheme(theme);
  const light = Object.fromEntries(Object.keys(dark).map((name) => [name, theme[name]!]));
  const root = declarations(theme, fallback, generic);
  return [
    `:root {\n  color-scheme: light dark;\n${root}\n}`,
    '@media screen and (prefers-color-scheme: dark) {',
    `:root {\n${declarations(dark, [])}\n}`,
    `[data-page='cover'],\n[style*='background'] {\n${declarations(light, [])}\n}`,
    `[style*='background'] {\n  color: var(--ink);\n}`,
    '}',
  ].join('\n');
}

function declarations(
  theme: Readonly<Record<string, string>>,
  fallback: readonly string[],
  generic: Readonly<Record<string, string>> = {},
): string {
  const faces = fallback.map((family) => `, '${family}'`).join('');
  return Object.entries(theme)
    .map(([name, value]) => {
      const last = generic[name] === undefined ? '' : `, ${generic[name]}`;
      return `  --${name}: ${value}${name.startsWith('font-') ? faces + last : ''};`;
    })
    .join('\n');
}
