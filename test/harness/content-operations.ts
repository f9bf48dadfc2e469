/** One operation: operator, and its operands as written. */
export interface Operation {
  readonly operator: string;
  readonly operands: readonly string[];
}

const TOKEN =
  /%[^\r\n]*|\((?:\\[\s\S]|[^\\()]|\((?:\\[\s\S]|[^\\()]|\([^()]*\))*\))*\)|<<|>>|<[0-9A-Fa-f\s]*>|\[|\]|\/[^\s()<>[\]{}/%]*|[^\s()<>[\]{}/%]+/g;

/** A content stream's operations, by a reader that shares nothing with ours. Arrays and dictionaries are operands token by token. */
export function operations(content: Buffer): Operation[] {
  const found: Operation[] = [];
  let operands: string[] = [];
  for (const [token] of content.toString('latin1').matchAll(TOKEN)) {
    if (token.startsWith('%')) continue;
    if (/^[/(<>[\]]|^[-+.]?\d|^[-+]?\.\d|^(?:true|false|null)$/.test(token)) operands.push(token);
    else {
      found.push({ operator: token, operands });
      operands = [];
    }
  }
  return found;
}
