import { decodeHTMLStrict } from 'entities';
import type { Token, Tokens } from 'marked';

/** Character references of Markdown text resolved: those with a semicolon and at most seven digits, six hexadecimal (CommonMark 2.5). */
export function resolveReferences(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text.replace(/&(?=#(?:\d{8,}|x[\da-f]{7,});)/gi, '&amp;')) : text;
}

/** Words of tokens without markup, as an image's alternative text has them (CommonMark 6.4). */
export function plainText(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) {
    if (token.type === 'text' && !(token as Tokens.Text).tokens) text += resolveReferences((token as Tokens.Text).text);
    else if (token.type === 'escape' || token.type === 'codespan') text += (token as Tokens.Text).text;
    else if (token.type === 'br') text += '\n';
    else if ('tokens' in token && token.tokens) text += plainText(token.tokens);
  }
  return text;
}
