import { namedCharacters, signCharacter, signName, signOf } from './glyph-names.ts';

/**
 * Names of the glyphs of Latin text faces with the characters that they stand for: those of the standard encodings of PDF (ISO 32000-1, Annex D;
 * names as in the Adobe Glyph List).
 */
const NAMED = String.raw`
exclam=! quotedbl=" numbersign=# dollar=$ percent=% ampersand=& quotesingle=' parenleft=( parenright=)
asterisk=* plus=+ comma=, hyphen=- period=. slash=/ zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7
eight=8 nine=9 colon=: semicolon=; less=< equal== greater=> question=? at=@ bracketleft=[ backslash=\
bracketright=] asciicircum=^ underscore=_ braceleft={ bar=| braceright=} asciitilde=~ exclamdown=¡
cent=¢ sterling=£ currency=¤ yen=¥ brokenbar=¦ section=§ dieresis=¨ copyright=© ordfeminine=ª guillemotleft=«
logicalnot=¬ registered=® macron=¯ degree=° plusminus=± twosuperior=² threesuperior=³ acute=´ mu=µ paragraph=¶
periodcentered=· cedilla=¸ onesuperior=¹ ordmasculine=º guillemotright=» onequarter=¼ onehalf=½ threequarters=¾
questiondown=¿ Agrave=À Aacute=Á Acircumflex=Â Atilde=Ã Adieresis=Ä Aring=Å AE=Æ Ccedilla=Ç Egrave=È Eacute=É
Ecircumflex=Ê Edieresis=Ë Igrave=Ì Iacute=Í Icircumflex=Î Idieresis=Ï Eth=Ð Ntilde=Ñ Ograve=Ò Oacute=Ó
Ocircumflex=Ô Otilde=Õ Odieresis=Ö multiply=× Oslash=Ø Ugrave=Ù Uacute=Ú Ucircumflex=Û Udieresis=Ü Yacute=Ý
Thorn=Þ germandbls=ß agrave=à aacute=á acircumflex=â atilde=ã adieresis=ä aring=å ae=æ ccedilla=ç egrave=è
eacute=é ecircumflex=ê edieresis=ë igrave=ì iacute=í icircumflex=î idieresis=ï eth=ð ntilde=ñ ograve=ò oacute=ó
ocircumflex=ô otilde=õ odieresis=ö divide=÷ oslash=ø ugrave=ù uacute=ú ucircumflex=û udieresis=ü yacute=ý
thorn=þ ydieresis=ÿ dotlessi=ı Lslash=Ł lslash=ł OE=Œ oe=œ Scaron=Š scaron=š Ydieresis=Ÿ Zcaron=Ž zcaron=ž
florin=ƒ circumflex=ˆ caron=ˇ breve=˘ dotaccent=˙ ring=˚ ogonek=˛ tilde=˜ hungarumlaut=˝ pi=π endash=– emdash=—
quoteleft=‘ quoteright=’ quotesinglbase=‚ quotedblleft=“ quotedblright=” quotedblbase=„ dagger=† daggerdbl=‡
bullet=• ellipsis=… perthousand=‰ guilsinglleft=‹ guilsinglright=› fraction=⁄ Euro=€ trademark=™ Omega=Ω
partialdiff=∂ Delta=∆ product=∏ summation=∑ minus=− radical=√ infinity=∞ integral=∫ approxequal=≈ notequal=≠
lessequal=≤ greaterequal=≥ lozenge=◊ fi=ﬁ fl=ﬂ
`;

/** Characters by the names of their glyphs; letters and digits of one sign are named by themselves. */
export const LATIN_GLYPHS: ReadonlyMap<string, string> = new Map([
  ['space', ' '],
  ['nbspace', '\u00a0'],
  ['grave', '`'],
  ['sfthyphen', '-'],
  ...namedCharacters(NAMED),
]);

const NAMES: ReadonlyMap<string, string> = new Map([...LATIN_GLYPHS].map(([name, character]) => [character, name]));

/** Codes of StandardEncoding that differ from ASCII (ISO 32000-1, D.2), each with its character. */
const STANDARD: ReadonlyMap<number, string> = new Map<number, string>([
  [0x27, '’'],
  [0x60, '‘'],
  ...placed(0xa1, "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ"),
  ...placed(0xb1, '–†‡·'),
  ...placed(0xb6, '¶•‚„”»…‰'),
  [0xbf, '¿'],
  ...placed(0xc1, '`´ˆ˜¯˘˙¨'),
  ...placed(0xca, '˚¸'),
  ...placed(0xcd, '˝˛ˇ—'),
  [0xe1, 'Æ'],
  [0xe3, 'ª'],
  ...placed(0xe8, 'ŁØŒº'),
  [0xf1, 'æ'],
  [0xf5, 'ı'],
  ...placed(0xf8, 'łøœß'),
]);

/** Codes from one on, each with its character of a text. */
export function placed(from: number, characters: string): [number, string][] {
  return Array.from(characters, (character, index): [number, string] => [from + index, character]);
}

/** An encoding of simple fonts, by the name that PDF gives it. */
export type LatinEncoding = 'StandardEncoding' | 'WinAnsiEncoding' | 'MacRomanEncoding';

const DECODERS: Readonly<Record<Exclude<LatinEncoding, 'StandardEncoding'>, TextDecoder>> = {
  WinAnsiEncoding: new TextDecoder('windows-1252'),
  MacRomanEncoding: new TextDecoder('macintosh'),
};

/** The character of a code in an encoding; undefined where it has none. */
export function latinCharacter(encoding: LatinEncoding, code: number): string | undefined {
  if (code < 0x20 || code === 0x7f) return undefined;
  if (encoding === 'StandardEncoding')
    return code < 0x7f ? (STANDARD.get(code) ?? String.fromCharCode(code)) : STANDARD.get(code);
  const character = DECODERS[encoding].decode(Uint8Array.of(code));
  // What windows-1252 leaves open comes as a control character.
  return /\p{Cc}/u.test(character) ? undefined : character;
}

/** The character that a glyph's name stands for: `eacute`, `a`, `alpha`, `uni20AC`, `u1F600`, with or without `.alt`; undefined when it tells nothing. */
export function glyphCharacter(name: string): string | undefined {
  const plain = name.replace(/\.[A-Za-z0-9]+$/, '');
  if (/^[A-Za-z]$/.test(plain)) return plain;
  const known = LATIN_GLYPHS.get(plain) ?? signCharacter(plain);
  if (known !== undefined) return known;
  const code = /^uni([0-9A-F]{4})$/.exec(plain) ?? /^u([0-9A-F]{4,6})$/.exec(plain);
  const point = code ? parseInt(code[1]!, 16) : undefined;
  return point !== undefined && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

/**
 * The text that a glyph's name stands for (Adobe Glyph List Specification, 2): ligatures are read as their letters, sizes and pieces of signs as
 * the sign; undefined when the name tells nothing.
 */
export function glyphText(name: string): string | undefined {
  const characters = name
    .replace(/\..*$/, '')
    .split('_')
    .map((part) => glyphCharacter(part) ?? signText(part));
  return characters.includes(undefined) ? undefined : lettersOf(characters.join(''));
}

/** Text with ligatures as their letters, which is how it is searched and read out. */
export function lettersOf(text: string): string {
  return text.replace(/[\ufb00-\ufb04]/g, (ligature) => ligature.normalize('NFKC'));
}

function signText(name: string): string | undefined {
  const sign = signOf(name);
  return sign === undefined ? undefined : glyphCharacter(sign);
}

/** The name of a character's glyph (Adobe Glyph List). */
export function glyphName(character: string): string {
  if (/^[A-Za-z]$/.test(character)) return character;
  const code = character.codePointAt(0)!;
  return (
    NAMES.get(character) ??
    signName(character) ??
    (code > 0xffff ? 'u' : 'uni') + code.toString(16).toUpperCase().padStart(4, '0')
  );
}
